extension Statistics {
    /// pass@k: the chance that at least one of k answers is right, estimated from c right ones of n
    /// (Chen et al. 2021): 1 − Π_{i=n−c+1..n}(1 − k/i). Nil unless 0 ≤ c ≤ n and 1 ≤ k ≤ n.
    package static func passAtK(n: Int, c: Int, k: Int) -> Double? {
        guard k >= 1, k <= n, (0...n).contains(c) else { return nil }
        guard n - c >= k else { return 1 }
        return 1 - (n - c + 1..<n + 1).reduce(1.0) { $0 * (1 - Double(k) / Double($1)) }
    }

    /// pass^k: the chance that all of k answers are right (Yao et al. 2024, τ-bench): C(c,k)/C(n,k).
    /// Nil as for `passAtK`.
    package static func passHatK(n: Int, c: Int, k: Int) -> Double? {
        guard k >= 1, k <= n, (0...n).contains(c) else { return nil }
        guard c >= k else { return 0 }
        return (0..<k).reduce(1.0) { $0 * Double(c - $1) / Double(n - $1) }
    }
}
