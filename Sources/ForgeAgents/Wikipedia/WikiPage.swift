private import ForgeCore
import Foundation

/// A page as the action API sends it (`prop=extracts|pageprops`, `formatversion=2`).
package struct WikiPage: Sendable, Hashable {
    package var title: String
    /// Plain text of the whole page.
    package var text: String
    package var isMissing: Bool
    package var isDisambiguation: Bool
    /// The title that led here by a redirect.
    package var redirectedFrom: String?

    package var article: Article { Article(title: title, text: text) }

    init(_ data: Data) throws(BoundedHTTP.Failure) {
        let root = try? JSONValue(parsing: String(decoding: data, as: UTF8.self))
        if let error = root?["error"] {
            throw BoundedHTTP.Failure(
                kind: .badResponse, message: "Wikipedia refused: \(error["info"]?.string ?? "no reason given")")
        }
        // A title that cannot be one comes back as `invalid`, an empty query without pages.
        guard let query = root?["query"], let page = query["pages"]?.array?.first, let title = page["title"]?.string
        else { throw BoundedHTTP.Failure(kind: .badResponse, message: "Wikipedia sent something unexpected") }
        self.title = title
        text = page["extract"]?.string ?? ""
        isMissing = page["missing"]?.bool == true || page["invalid"]?.bool == true
        isDisambiguation = page["pageprops"]?["disambiguation"] != nil
        redirectedFrom = query["redirects"]?.array?.first?["from"]?.string
    }

    /// What a disambiguation page offers: the beginnings of its lines.
    var choices: [String] {
        let lines = text.split(whereSeparator: \.isNewline).map { LooseText.trimmed($0) }
        return lines.filter { !$0.isEmpty && !$0.hasPrefix("=") && !$0.hasSuffix(":") }
            .map { LooseText.trimmed($0.prefix { $0 != "," }) }
    }
}

/// Titles as the REST search sends them.
struct WikiSearch {
    let titles: [String]

    init(_ data: Data) throws(BoundedHTTP.Failure) {
        let root = try? JSONValue(parsing: String(decoding: data, as: UTF8.self))
        guard let pages = root?["pages"]?.array else {
            throw BoundedHTTP.Failure(kind: .badResponse, message: "Wikipedia sent something unexpected")
        }
        titles = pages.compactMap { $0["title"]?.string }
    }
}
