import ForgeLab

/// The parts of an experiment's page.
enum ExperimentTab: String, Sendable, CaseIterable {
    case overview, examples, calls, config

    var title: String {
        switch self {
        case .overview: "Overview"
        case .examples: "Examples"
        case .calls: "Calls"
        case .config: "Config"
        }
    }

    /// The rest of the title, where there is room for it.
    var more: String? { self == .config ? " & provenance" : nil }

    func path(of id: String) -> String {
        PageLink.to(PageLink.experiment(id), [("tab", self == .overview ? nil : rawValue)])
    }
}

/// A tab as a link.
struct TabLink: Sendable, Hashable {
    let name: String
    let more: String?
    let path: String
    let isCurrent: Bool

    static func all(of id: String, current: ExperimentTab) -> [TabLink] {
        ExperimentTab.allCases.map {
            TabLink(name: $0.title, more: $0.more, path: $0.path(of: id), isCurrent: $0 == current)
        }
    }
}
