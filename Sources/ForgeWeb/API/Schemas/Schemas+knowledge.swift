import ForgeCore
import ForgeLab
import ForgeRetrieval

extension Schemas {
    static let knowledge: [String: JSONValue] = [
        "KnowledgeBase": Schema.object(
            ["name": Schema.string],
            optional: [
                "info": Schema.ref("KnowledgeBaseInfo"), "problem": Schema.ref("Obstacle"),
                "job": Schema.ref("Ingest"),
            ],
            "A knowledge base, or the `problem` why it cannot be read; `job` is this server's latest ingest into it."),
        "KnowledgeBases": list(of: "KnowledgeBase"),
        "KnowledgeBaseInfo": info,
        "NewKnowledgeBase": wish,
        "Obstacle": Schema.object(
            ["message": Schema.string], optional: ["cause": Schema.string, "remedy": Schema.string],
            "Why something cannot be had, and what helps."),
        "IngestOptions": Schema.object(
            ["corpus": Schema.text(1...200)], optional: ["removeVanished": Schema.boolean(default: false)],
            "`removeVanished` removes documents that the corpus does not have."),
        "Ingest": job,
        "Ingests": list(of: "Ingest"),
        "Encoder": Schema.object(
            [
                "name": Schema.string, "architecture": Schema.string, "sha256": Schema.string,
                "dimension": Schema.count, "maxTokens": Schema.count, "precision": Schema.string,
            ], "A model that reads text and writes none."),
        "Ranking": ranking,
        "Rankings": list(of: "Ranking"),
        "Chunk": chunk,
        "ChunkPage": Schema.object(["chunks": Schema.array(Schema.ref("Chunk")), "total": Schema.count]),
        "Document": Schema.object(
            [
                "id": Schema.string, "title": Schema.string, "source": Schema.string, "characters": Schema.count,
                "chunks": Schema.count,
            ], optional: ["url": Schema.string]),
        "DocumentPage": Schema.object(["documents": Schema.array(Schema.ref("Document")), "total": Schema.count]),
    ]

    private static let info = Schema.object(
        [
            "name": Schema.string, "createdAt": Schema.date, "documents": Schema.count, "chunks": Schema.count,
            "embedded": Schema.count, "bytes": Schema.count,
            "settings": Schema.object(
                [
                    "summary": Schema.string, "vectors": Schema.choice(of: KnowledgeBaseSettings.Vectors.self),
                    "chunks": Schema.object(["tokens": Schema.count, "overlap": Schema.count]),
                ], optional: ["embedder": Schema.ref("Encoder")]),
        ],
        optional: [
            "contentHash": Schema.string, "vectorsProblem": Schema.string,
            "lastIngest": Schema.object(
                [
                    "status": Schema.choice(["running", "finished", "interrupted"]),
                    "sources": Schema.array(Schema.string), "startedAt": Schema.date,
                ],
                optional: [
                    "endedAt": Schema.date, "report": Schema.anyObject, "error": Schema.string,
                    "arguments": Schema.array(Schema.string),
                ]),
        ], "What is in it: `embedded` counts the chunks that have a vector.")

    private static let wish = Schema.object(
        ["name": Schema.text(1...100)],
        optional: [
            "summary": Schema.text(0...500), "tokens": Schema.integer(8...8192, default: 256),
            "overlap": Schema.integer(0...4096), "embedder": Schema.text(1...200),
            "wordsOnly": Schema.boolean(default: false), "corpus": Schema.text(1...200),
        ], "The embedder and the corpus are names of the catalogue; `wordsOnly` makes a base without an embedder.")

    private static let job = Schema.object(
        [
            "base": Schema.string, "corpus": Schema.string, "phase": Schema.choice(of: IngestJob.Phase.self),
            "documents": Schema.count, "chunks": Schema.count, "done": Schema.count,
        ],
        optional: [
            "total": Schema.count, "rate": Schema.number, "remaining": Schema.number, "message": Schema.string,
            "remedy": Schema.string,
        ],
        "An ingest as it stands: `done` and `total` are bytes while it downloads and reads, chunks while it embeds.")

    private static let ranking = Schema.object(
        [
            "method": Schema.choice(of: RetrievalMethod.self),
            "passages": Schema.array(
                Schema.object(
                    [
                        "chunk": Schema.count, "document": Schema.string, "title": Schema.string,
                        "position": Schema.count, "text": Schema.string, "score": Schema.number,
                    ], optional: ["section": Schema.string, "url": Schema.string])),
            "steps": Schema.array(
                Schema.object([
                    "name": Schema.string, "seconds": Schema.number,
                    "hits": Schema.array(
                        Schema.object(["chunk": Schema.count, "title": Schema.string, "score": Schema.number])),
                ])),
        ], optional: ["problem": Schema.ref("Obstacle")],
        "What a method found, best first, with its steps; or the `problem` why it cannot be had.")

    private static let chunk = Schema.object(
        [
            "id": Schema.count, "document": Schema.string, "title": Schema.string, "position": Schema.count,
            "text": Schema.string, "start": Schema.count, "end": Schema.count, "tokens": Schema.count,
            "isEmbedded": Schema.boolean,
        ], optional: ["section": Schema.string, "url": Schema.string],
        "`start` and `end` are where it stands in the UTF-8 of its document.")
}
