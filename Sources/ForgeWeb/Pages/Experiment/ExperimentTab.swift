import ForgeLab

/// The parts of an experiment's page.
enum ExperimentTab: String, Sendable, CaseIterable {
    case overview, examples, calls, config

    var title: String {
        switch self {
        case .overview: "Overview"
        case .examples: "Examples"
        case .calls: "Calls"
        case .config: "Config & provenance"
        }
    }

    func path(of id: String) -> String {
        PageLink.to(PageLink.experiment(id), [("tab", self == .overview ? nil : rawValue)])
    }
}

/// A tab as a link.
struct TabLink: Sendable {
    let name: String
    let path: String
    let isCurrent: Bool

    static func all(of id: String, current: ExperimentTab) -> [TabLink] {
        ExperimentTab.allCases.map { TabLink(name: $0.title, path: $0.path(of: id), isCurrent: $0 == current) }
    }
}
