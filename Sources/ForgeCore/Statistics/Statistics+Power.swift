extension Statistics {
    /// How many items McNemar's test needs to find the observed difference significant, if it is the true one.
    ///
    /// With discordance ψ = (b + c)/trials and difference δ = (b − c)/trials:
    /// N = (z_{1−α/2} √ψ + z_{power} √(ψ − δ²))² / δ², rounded up (Connor 1987, Biometrics 43:207, the unconditional
    /// form of Miettinen 1968, Biometrics 24:339).
    ///
    /// Nil when nothing is discordant, when b = c (no number decides a difference of zero), or for impossible input.
    package static func itemsNeeded(
        b: Int, c: Int, trials: Int, alpha: Double = 0.05, power: Double = 0.8
    ) -> Int? {
        guard b >= 0, c >= 0, b != c, trials > 0, b + c <= trials else { return nil }
        let discordance = Double(b + c) / Double(trials)
        let difference = Double(b - c) / Double(trials)
        return connor(discordance: discordance, difference: difference, alpha: alpha, power: power)
            .flatMap { Int(exactly: $0.rounded(.up)) }
    }

    /// The smallest difference of two accuracies (0 to 1) that McNemar's test on `trials` items would find
    /// significant with this power, when a share `discordance` of the items is answered differently.
    ///
    /// Nil when even the largest possible difference (all discordant items on one side) would not do.
    package static func detectableDifference(
        trials: Int, discordance: Double, alpha: Double = 0.05, power: Double = 0.8
    ) -> Double? {
        func needed(_ difference: Double) -> Double? {
            connor(discordance: discordance, difference: difference, alpha: alpha, power: power)
        }
        guard trials > 0, discordance > 0, discordance <= 1, let least = needed(discordance),
            least <= Double(trials)
        else { return nil }
        return bisect(low: 0, high: discordance) { (needed($0) ?? .infinity) > Double(trials) }
    }

    private static func connor(discordance: Double, difference: Double, alpha: Double, power: Double) -> Double? {
        guard let zAlpha = normalQuantile(1 - alpha / 2), let zPower = normalQuantile(power), alpha < 1 else {
            return nil
        }
        let spread = max(0, discordance - difference * difference).squareRoot()
        let sum = zAlpha * discordance.squareRoot() + zPower * spread
        return sum * sum / (difference * difference)
    }
}
