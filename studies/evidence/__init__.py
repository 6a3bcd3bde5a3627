"""How true the stated error of a Bayes factor is: the estimator of the program against long path sampling, on frozen problems."""
