$evaluation.nothing();
