import ForgeLab
import HTTPTypes

/// What every template gets: the frame's values and the page's own under `content`.
///
/// Everything is stored, because templates see stored properties only.
struct Page<Content: Sendable>: Sendable {
    let title: String
    var navigation: [NavigationEntry]
    /// From the outermost page to this one; empty for none.
    let breadcrumbs: [Breadcrumb]
    let hasBreadcrumbs: Bool
    /// Names of the ES modules beside the frame's own.
    var scripts: [String]
    /// Address of the server-sent events that keep the page current; nil for a page that stands still.
    var events: String?
    let content: Content
    let version = BuildInfo.version
    /// Whether set-up fetched fonts and charts; the renderer knows.
    var hasAssets = false
    /// Whether it is a page of a report, which has no server.
    var isSite = false
    /// Of who looks; styles hide what it may not do. The renderer knows.
    var role = ""
    /// Name of the token, for the frame; nil where nobody logs in.
    var user: String?

    init(
        title: String, section: Section, breadcrumbs: [Breadcrumb] = [], scripts: [String] = [],
        events: String? = nil, content: Content
    ) {
        self.title = title
        self.breadcrumbs = breadcrumbs
        hasBreadcrumbs = !breadcrumbs.isEmpty
        self.scripts = scripts
        self.events = events
        self.content = content
        navigation = NavigationEntry.all(current: section)
    }
}

extension Page: Equatable, Hashable where Content: Hashable {}

/// The entry of the navigation that is marked as current.
enum Section: String, Sendable, CaseIterable {
    case dashboard, experiments, new, compare, models, datasets, knowledge, votes, training, benchmarks, playground,
        none
}

/// A step of the way to a page; the page itself has no path.
struct Breadcrumb: Sendable, Hashable {
    let name: String
    let path: String?

    init(_ name: String, _ path: String? = nil) {
        self.name = name
        self.path = path
    }
}

struct NavigationEntry: Sendable, Hashable {
    let name: String
    let path: String
    let isCurrent: Bool
    /// The least role it is for; nil for everybody.
    let needs: String?

    /// Of a report.
    static func site(current: Bool) -> [NavigationEntry] {
        [NavigationEntry(name: "Experiments", path: "/experiments", isCurrent: current, needs: nil)]
    }

    static func all(current: Section) -> [NavigationEntry] {
        let entries: [(section: Section, name: String, path: String)] = [
            (.dashboard, "Dashboard", "/"), (.experiments, "Experiments", "/experiments"),
            (.new, "New", "/experiments/new"), (.compare, "Compare", "/compare"), (.models, "Models", "/models"),
            (.datasets, "Data sets", "/datasets"), (.knowledge, "Knowledge", KnowledgeLink.list),
            (.votes, "Votes", VoteLink.list), (.training, "Training", TrainingLink.list),
            (.benchmarks, "Benchmarks", BenchmarkLink.list),
            (.playground, "Playground", "/playground"),
        ]
        return entries.map {
            NavigationEntry(
                name: $0.name, path: $0.path, isCurrent: $0.section == current,
                needs: RoleTable.pages[RoleTable.key(.get, $0.path)]?.rawValue)
        }
    }
}
