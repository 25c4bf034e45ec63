import ForgeCore

/// Failures for lack of something that another machine may have: a model, an adapter, a knowledge base, an encoder.
enum MissingHere {
    /// What such an experiment says of itself while it waits.
    private static let headline = "It waits for a worker that has what it needs."

    /// Whether it is of that kind. Asked of runs that never began: afterwards nothing is missing.
    static func isCause(_ error: any ForgeError) -> Bool {
        guard !error.code.hasPrefix("store.") else { return false }
        return error.kind == .notFound || ["adapter.unfinished", "model.file-missing"].contains(error.code)
    }

    static func text(_ error: any ForgeError, host: String) -> String {
        let reasons = [error.message, error.remedy].compactMap(\.self).joined(separator: " ")
        return "\(headline)\nNot on \(host): \(reasons)"
    }

    static func isText(_ text: String?) -> Bool { text?.hasPrefix(headline) ?? false }
}

/// Experiments that a process could not run for lack of something, which is looked for again after a while.
struct LeftToOthers: Sendable {
    private static let lookAgain = Duration.seconds(60)

    private var since: [String: ContinuousClock.Instant] = [:]

    mutating func add(_ id: String, at now: ContinuousClock.Instant) { since[id] = now }

    mutating func remove(_ id: String) { since[id] = nil }

    /// Those that are not looked for yet; the others are forgotten.
    mutating func ids(at now: ContinuousClock.Instant) -> Set<String> {
        since = since.filter { now - $0.value < Self.lookAgain }
        return Set(since.keys)
    }
}

extension Experiment {
    /// Whether workers looked at it and none of them had what it needs.
    package var waitsForMaterial: Bool { MissingHere.isText(error) }
}
