import Hummingbird

/// `/docs`: what the API can do; a plain list, over which Swagger UI is laid where it was fetched.
struct DocsPage: Sendable {
    let endpoints: [Endpoint]
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        let page = Page(title: "API documentation", section: .none, content: Content(groups: groups))
        router.get("/docs") { _, _ in try renderer.page(page, template: "docs") }
    }

    private struct Content {
        let groups: [Group]
    }

    private struct Group {
        let name: String
        let rows: [Row]
    }

    private struct Row {
        let method: String
        let path: String
        let summary: String
    }

    /// By the endpoints' tags, in the order of their first endpoint.
    private var groups: [Group] {
        var names: [String] = []
        for endpoint in endpoints where !names.contains(endpoint.operation.tag) { names.append(endpoint.operation.tag) }
        return names.map { name in
            let rows = endpoints.filter { $0.operation.tag == name }.map {
                Row(method: $0.method.rawValue, path: $0.path, summary: $0.operation.summary)
            }
            return Group(name: name, rows: rows)
        }
    }
}
