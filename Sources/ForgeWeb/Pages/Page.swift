/// What every template gets: the frame's values and the page's own under `content`.
struct Page<Content: Sendable>: Sendable {
    let title: String
    let navigation: [NavigationEntry]
    let content: Content

    init(title: String, section: Section, content: Content) {
        self.title = title
        self.content = content
        // Stored, because templates see stored properties only.
        navigation = NavigationEntry.all(current: section)
    }
}

/// The entry of the navigation that is marked as current.
enum Section: String, Sendable, CaseIterable {
    case dashboard, experiments, new, compare, models, datasets, playground, none
}

struct NavigationEntry: Sendable {
    let title: String
    let path: String
    let isCurrent: Bool

    static func all(current: Section) -> [NavigationEntry] {
        let entries: [(Section, String, String)] = [
            (.dashboard, "Dashboard", "/"), (.experiments, "Experiments", "/experiments"),
            (.compare, "Compare", "/compare"), (.models, "Models", "/models"), (.datasets, "Data sets", "/datasets"),
            (.playground, "Playground", "/playground"),
        ]
        return entries.map { NavigationEntry(title: $0.1, path: $0.2, isCurrent: $0.0 == current) }
    }
}
