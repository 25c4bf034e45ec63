import ForgeCore
import ForgeLab
import ForgeRetrieval

/// A knowledge base and its chunks, as lines.
enum KnowledgeText {
    static func lines(_ info: KnowledgeBaseInfo) -> [String] {
        let chunks = info.settings.chunks
        let embedder = info.settings.embedder
        var lines = [
            "\(info.name)" + (info.settings.summary.isEmpty ? "" : ": \(info.settings.summary)"),
            "documents  \(NumberText.count(info.documents)) in \(Counted.of(info.chunks, "chunk")) of at most "
                + "\(chunks.tokens) tokens, \(chunks.overlap) of them shared",
            "embedder   "
                + (embedder.map { "\($0.name), \($0.dimension) numbers a vector, sha256 \($0.sha256)" }
                    ?? "none: words only (BM25)"),
            vectors(info),
            "size       \(ByteText.of(info.bytes))",
            "made       \(NumberText.dateAndTime(info.createdAt))",
        ]
        if let hash = info.contentHash { lines.append("content    sha256 \(hash)") }
        guard let ingest = info.lastIngest else {
            return lines + ["ingest     none yet; fill it with: \(info.ingestCommand)"]
        }
        lines.append("ingest     \(ingest.status.rawValue), from \(ingest.sources.joined(separator: ", "))")
        if let error = ingest.error { lines.append("           \(error)") }
        if ingest.status == .interrupted { lines.append("           go on with: \(info.ingestCommand)") }
        return lines + (ingest.report.map { IngestText.lines($0).map { "           " + $0 } } ?? [])
    }

    private static func vectors(_ info: KnowledgeBaseInfo) -> String {
        guard info.settings.embedder != nil else { return "vectors    none" }
        let place = info.settings.vectors == .embedded ? "in its own files" : "in Qdrant"
        let gap = info.embedded < info.chunks ? " of \(NumberText.count(info.chunks))" : ""
        return "vectors    \(NumberText.count(info.embedded))\(gap), \(place)"
            + (info.vectorsProblem.map { ", which cannot be reached: \($0)" } ?? "")
    }

    static func lines(_ page: ChunkPage) -> [String] {
        ["", "\(Counted.of(page.total, "chunk")):"]
            + page.chunks.flatMap { chunk in
                let place = [chunk.title, chunk.section].compactMap { $0 }.filter { !$0.isEmpty }
                return [
                    "#\(chunk.id) \(place.joined(separator: " › ")) (part \(chunk.position) of document `\(chunk.document)`)",
                    "   \(chunk.text)",
                ]
            }
    }
}
