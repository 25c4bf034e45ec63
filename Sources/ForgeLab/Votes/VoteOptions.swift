package import ForgeCore
private import Foundation

/// What a new vote study is to be.
package struct NewVoteStudy: Sendable, Codable, Hashable {
    /// Ids or names; two or more on the same questions. The first is the baseline.
    package var experiments: [String]
    /// For people; it should not tell what is compared. Nil for one after the data set.
    package var name: String?
    package var pairs: Int?
    /// Share of the pairs that is shown a second time with the sides changed.
    package var repeats: Double?
    package var seed: UInt64?

    package static let standardPairs = 50
    package static let standardRepeats = 0.2
    package static let mostPairs = 2000
    package static let mostRepeats = 0.5
    package static let mostContenders = 8

    package init(
        experiments: [String], name: String? = nil, pairs: Int? = nil, repeats: Double? = nil, seed: UInt64? = nil
    ) {
        self.experiments = experiments
        self.name = name
        self.pairs = pairs
        self.repeats = repeats
        self.seed = seed
    }

    func check() throws {
        guard (2...Self.mostContenders).contains(experiments.count), Set(experiments).count == experiments.count else {
            throw Self.invalid(
                "A vote study compares two to \(Self.mostContenders) different experiments; "
                    + "\(Set(experiments).count) were named.",
                "Name experiments that answered the same questions.")
        }
        guard (1...Self.mostPairs).contains(pairs ?? Self.standardPairs) else {
            throw Self.invalid("A vote study has 1 to \(Self.mostPairs) pairs.", "50 are usual.")
        }
        guard (0...Self.mostRepeats).contains(repeats ?? Self.standardRepeats) else {
            throw Self.invalid(
                "The share of repeated pairs is \(repeats ?? 0).", "Choose one from 0 to \(Self.mostRepeats).")
        }
        if let name, name.isEmpty || name.count > 120 || name.contains(where: \.isControl) {
            throw Self.invalid("The study's name cannot be used.", "Use 1 to 120 characters on one line.")
        }
    }

    static func invalid(_ message: String, _ remedy: String) -> LabError {
        LabError(.invalidInput, "votes.invalid", message, remedy: remedy)
    }
}

extension Voter {
    package static let longestName = 60

    /// A person of that name.
    ///
    /// - Throws: invalid input for a name that is empty, too long, or has control characters.
    package init(person name: String) throws {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, name.count <= Self.longestName, !name.contains(where: \.isControl) else {
            throw LabError(
                .invalidInput, "votes.voter",
                name.isEmpty ? "A vote needs the name of who votes." : "The voter's name cannot be used.",
                remedy: "Give a name of 1 to \(Self.longestName) characters on one line.")
        }
        self.init(.human, name)
    }
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
