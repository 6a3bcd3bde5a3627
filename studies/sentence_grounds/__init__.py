"""What a report tells on its first pages, sentence by sentence, with the place of the record that makes each true."""
