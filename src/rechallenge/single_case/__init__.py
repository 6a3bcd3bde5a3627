"""Statistics of phases with and without a treatment, in one patient and without a model of the disease.

Values that are known only within bounds ("< 5 mg/L", "normal") are used as such: where two values cannot be ordered they count
as a tie, and where a number is needed the bound that is least favourable to the treatment stands for the value. A statistic that
is not defined says why (`Statistic.undefined`) and has no number.
"""

from rechallenge.single_case.overlap import ird as ird
from rechallenge.single_case.overlap import nap as nap
from rechallenge.single_case.overlap import nap_errors as nap_errors
from rechallenge.single_case.overlap import pand as pand
from rechallenge.single_case.overlap import pem as pem
from rechallenge.single_case.overlap import pnd as pnd
from rechallenge.single_case.overlap import tau as tau
from rechallenge.single_case.randomisation import Arranged as Arranged
from rechallenge.single_case.randomisation import RandomisationTest as RandomisationTest
from rechallenge.single_case.randomisation import assignments as assignments
from rechallenge.single_case.randomisation import count_assignments as count_assignments
from rechallenge.single_case.randomisation import randomisation_test as randomisation_test
from rechallenge.single_case.regression import Regression as Regression
from rechallenge.single_case.regression import regression as regression
from rechallenge.single_case.series import Series as Series
from rechallenge.single_case.series import SeriesValue as SeriesValue
from rechallenge.single_case.series import series_of as series_of
from rechallenge.single_case.size import log_ratio_of_means as log_ratio_of_means
from rechallenge.single_case.size import log_ratio_of_medians as log_ratio_of_medians
from rechallenge.single_case.size import mean_difference as mean_difference
from rechallenge.single_case.size import percent_of_goal as percent_of_goal
from rechallenge.single_case.size import standardised_difference as standardised_difference
from rechallenge.single_case.statistic import Statistic as Statistic
from rechallenge.single_case.summary import SingleCase as SingleCase
from rechallenge.single_case.summary import Summary as Summary
from rechallenge.single_case.summary import single_case as single_case
from rechallenge.single_case.summary import summary as summary
from rechallenge.single_case.summary import trends as trends
from rechallenge.single_case.trend import all_tau_u as all_tau_u
from rechallenge.single_case.trend import baseline_corrected_tau as baseline_corrected_tau
from rechallenge.single_case.trend import kendall as kendall
from rechallenge.single_case.trend import tau_u as tau_u
from rechallenge.single_case.trend import theil_sen as theil_sen
from rechallenge.single_case.values import Values as Values
