$evaluation.grant(
