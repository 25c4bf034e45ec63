/// Says that there is nothing, and what to do next.
struct EmptyState: Sendable, Hashable {
    struct Action: Sendable, Hashable {
        let name: String
        let path: String
        let isPrimary: Bool

        init(_ name: String, _ path: String, isPrimary: Bool = false) {
            self.name = name
            self.path = path
            self.isPrimary = isPrimary
        }
    }

    let title: String
    let text: String
    let actions: [Action]
}
