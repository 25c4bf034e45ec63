/// Which fields of a JSON record hold what; nil where the usual names are tried.
package struct JSONColumns: Sendable, Codable, Hashable {
    package var id: String?
    package var title: String?
    package var text: String?
    package var url: String?

    package init(id: String? = nil, title: String? = nil, text: String? = nil, url: String? = nil) {
        self.id = id
        self.title = title
        self.text = text
        self.url = url
    }
}
