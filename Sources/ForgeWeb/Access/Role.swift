/// What a token may do; each role may do what those before it may.
package enum Role: String, Sendable, CaseIterable, Codable, Comparable {
    /// Looks, compares, exports.
    case viewer
    /// Also makes, runs and stops experiments, trainings, knowledge bases and votes.
    case runner
    /// Also deletes and restores, and downloads models and data.
    case admin

    package static func < (left: Role, right: Role) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    package var abilities: String {
        switch self {
        case .viewer: "look, compare and export"
        case .runner: "also make, run and stop"
        case .admin: "also delete and download"
        }
    }
}
