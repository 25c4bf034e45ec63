import ForgeLab
import ForgeRetrieval

/// A page of a base's chunks, all or those that hold words or belong to a document.
struct ChunksTab: Sendable {
    static let pageSize = 20

    struct Row: Sendable {
        let id: Int
        let path: String
        let title: String
        let section: String?
        let document: String
        let documentPath: String
        let web: String?
        let text: String
        /// `part 1 · 212 tokens · characters 0–1,024`.
        let about: String
    }

    let path: String
    let text: String
    let document: String?
    let section: String?
    let rows: [Row]
    let hasRows: Bool
    let hasFilter: Bool
    let clearPath: String
    let pager: Pager
    let empty: EmptyState?

    static func load(_ name: String, _ values: FormValues, _ service: KnowledgeService) async throws -> ChunksTab {
        var query = ChunkQuery(
            text: values["text"], document: values["document"], section: values["section"], limit: pageSize)
        var number = min(10_000_000, max(1, values.int("page") ?? 1))
        query.offset = (number - 1) * pageSize
        var page = try await service.chunks(of: name, query)
        if page.chunks.isEmpty, page.total > 0 {
            number = (page.total + pageSize - 1) / pageSize
            query.offset = (number - 1) * pageSize
            page = try await service.chunks(of: name, query)
        }
        return ChunksTab(name, query, page, number: number)
    }

    private init(_ name: String, _ query: ChunkQuery, _ page: ChunkPage, number: Int) {
        path = KnowledgeLink.base(name)
        text = query.text ?? ""
        document = query.document
        section = query.section
        rows = page.chunks.map { Row($0, of: name) }
        hasRows = !rows.isEmpty
        hasFilter = [query.text, query.document, query.section].contains { $0 != nil }
        clearPath = KnowledgeLink.tab(.chunks, of: name)
        pager = Pager(page: number, size: Self.pageSize, total: page.total, what: "chunks") {
            KnowledgeLink.tab(
                .chunks, of: name,
                [
                    ("text", query.text), ("document", query.document), ("section", query.section),
                    ("page", $0 > 1 ? "\($0)" : nil),
                ])
        }
        empty =
            hasRows
            ? nil
            : hasFilter
                ? EmptyState(
                    title: "No chunk matches", text: "No chunk has all that the filter asks for.",
                    actions: [.init("Show all", clearPath)])
                : EmptyState(
                    title: "No chunks yet", text: "Documents are cut into chunks as they are taken in.",
                    actions: [.init("Fill it", KnowledgeLink.tab(.about, of: name), isPrimary: true)])
    }
}

extension ChunksTab.Row {
    init(_ chunk: StoredChunk, of name: String) {
        id = chunk.id
        path = KnowledgeLink.chunk(chunk.id, at: chunk.position, in: chunk.document, of: name)
        title = chunk.title.isEmpty ? chunk.document : chunk.title
        section = chunk.section.flatMap { $0.isEmpty || $0 == chunk.title ? nil : $0 }
        document = chunk.document
        documentPath = KnowledgeLink.document(chunk.document, of: name)
        web = KnowledgeLink.web(chunk.url)
        text = chunk.text
        about = [
            "part \(NumberText.count(chunk.position + 1))", "\(NumberText.count(chunk.tokens)) tokens",
            "bytes \(NumberText.count(chunk.start))–\(NumberText.count(chunk.end))",
            chunk.isEmbedded ? "with a vector" : "without a vector",
        ].joined(separator: " · ")
    }
}
