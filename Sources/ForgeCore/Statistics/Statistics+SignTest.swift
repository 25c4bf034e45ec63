extension Statistics {
    /// Two-sided p of the exact sign test: ties are left out, wins and losses are tosses of a fair coin.
    ///
    /// - Precondition: both counts are at least 0.
    package static func signTest(wins: Int, losses: Int) -> Double { mcnemar(b: wins, c: losses).exact }
}
