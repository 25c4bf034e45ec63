import ForgeRetrieval

/// Addresses of the pages of knowledge bases.
enum KnowledgeLink {
    static let list = "/knowledge-bases"
    /// Outside of the list's path, where a base might have that name.
    static let new = "/new/knowledge-base"

    static func base(_ name: String) -> String { "\(list)/\(PageLink.encoded(name))" }

    static func tab(_ tab: KnowledgeTab, of name: String, _ parameters: [(String, String?)] = []) -> String {
        PageLink.to(base(name), [("tab", tab == .search ? nil : tab.rawValue)] + parameters)
    }

    static func document(_ id: String, of name: String) -> String { tab(.chunks, of: name, [("document", id)]) }

    /// A chunk among those of its document.
    static func chunk(_ id: Int, at position: Int, in document: String, of name: String) -> String {
        let page = position / ChunksTab.pageSize + 1
        let path = tab(.chunks, of: name, [("document", document), ("page", page > 1 ? "\(page)" : nil)])
        return "\(path)#chunk-\(id)"
    }

    /// What a document names as its address, when a browser may be sent there.
    static func web(_ address: String?) -> String? {
        guard let address, ["http://", "https://"].contains(where: address.lowercased().hasPrefix) else { return nil }
        return address
    }
}

/// The parts of a knowledge base's page.
enum KnowledgeTab: String, Sendable, CaseIterable {
    case search, chunks, documents, about

    var title: String {
        switch self {
        case .search: "Search"
        case .chunks: "Chunks"
        case .documents: "Documents"
        case .about: "About"
        }
    }

    var more: String? { self == .about ? " & ingest" : nil }

    static func links(of name: String, current: KnowledgeTab) -> [TabLink] {
        allCases.map {
            TabLink(
                name: $0.title, more: $0.more, path: KnowledgeLink.tab($0, of: name), isCurrent: $0 == current)
        }
    }
}
