import ForgeLab
import ForgeRetrieval

/// A page of a base's documents.
struct DocumentsTab: Sendable {
    private static let pageSize = 50

    struct Row: Sendable {
        let id: String
        let title: String
        let path: String
        let web: String?
        let source: String
        let characters: String
        let chunks: String
    }

    let path: String
    let text: String
    let rows: [Row]
    let hasRows: Bool
    let hasFilter: Bool
    let clearPath: String
    let pager: Pager
    let empty: EmptyState?

    static func load(_ name: String, _ values: FormValues, _ service: KnowledgeService) async throws -> DocumentsTab {
        var query = DocumentQuery(text: values["text"], limit: pageSize)
        var number = min(10_000_000, max(1, values.int("page") ?? 1))
        query.offset = (number - 1) * pageSize
        var page = try await service.documents(of: name, query)
        if page.documents.isEmpty, page.total > 0 {
            number = (page.total + pageSize - 1) / pageSize
            query.offset = (number - 1) * pageSize
            page = try await service.documents(of: name, query)
        }
        return DocumentsTab(name, query, page, number: number)
    }

    private init(_ name: String, _ query: DocumentQuery, _ page: DocumentPage, number: Int) {
        path = KnowledgeLink.base(name)
        text = query.text ?? ""
        rows = page.documents.map { document in
            Row(
                id: document.id, title: document.title.isEmpty ? document.id : document.title,
                path: KnowledgeLink.document(document.id, of: name), web: KnowledgeLink.web(document.url),
                source: document.source, characters: NumberText.count(document.characters),
                chunks: NumberText.count(document.chunks))
        }
        hasRows = !rows.isEmpty
        hasFilter = query.text != nil
        clearPath = KnowledgeLink.tab(.documents, of: name)
        pager = Pager(page: number, size: Self.pageSize, total: page.total, what: "documents") {
            KnowledgeLink.tab(
                .documents, of: name, [("text", query.text), ("page", $0 > 1 ? "\($0)" : nil)])
        }
        empty =
            hasRows
            ? nil
            : hasFilter
                ? EmptyState(
                    title: "No document matches", text: "No title or id has that in it.",
                    actions: [.init("Show all", clearPath)])
                : EmptyState(
                    title: "No documents yet", text: "Take some in from a corpus.",
                    actions: [.init("Fill it", KnowledgeLink.tab(.about, of: name), isPrimary: true)])
    }
}
