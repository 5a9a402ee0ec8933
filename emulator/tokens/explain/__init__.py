"""Why a token says what it says: which mapper made each claim, where each role comes from, and what keeps the others out."""
