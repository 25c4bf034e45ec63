/// Whether a name is known, asked of whoever knows (the catalogue).
package struct NameCheck: Sendable {
    package enum Verdict: Sendable, Hashable {
        case known
        /// These names exist; they are listed and searched for the nearest.
        case unknown(known: [String])
        /// Wrong for another reason, stated as what continues "`name` …" (`is no readable file`).
        case refused(String)
    }

    package var verdict: @Sendable (String) -> Verdict

    package init(_ verdict: @escaping @Sendable (String) -> Verdict) { self.verdict = verdict }

    package static let anything = NameCheck { _ in .known }

    package static func among(_ names: [String]) -> NameCheck {
        NameCheck { names.contains($0) ? .known : .unknown(known: names) }
    }
}
