import ForgeCore
import ForgeLab
import ForgeRetrieval
import HTTPTypes
import Hummingbird

/// `/api/v1/knowledge-bases`: list, make, fill, look into, search, delete.
struct KnowledgeEndpoints {
    let service: KnowledgeService

    static let path = "/api/v1/knowledge-bases"
    private static let tag = "Knowledge bases"

    var all: [Endpoint] { [list, create, get, delete, ingest, stop, search, chunks, documents, jobs] }

    private var list: Endpoint {
        Endpoint(
            .get, Self.path,
            Self.reading("listKnowledgeBases", "All knowledge bases by name.", Schema.ref("KnowledgeBases"))
        ) { [service] _ in try Response.json(Items(try await service.list())) }
    }

    private var create: Endpoint {
        let operation = Operation(
            id: "createKnowledgeBase", tag: Self.tag,
            summary: "Make a knowledge base, and begin to fill it when a corpus is named.",
            body: Schema.ref("NewKnowledgeBase"),
            answers: [.init(status: .created, summary: "It is there.", schema: Schema.ref("KnowledgeBase"))],
            problems: [.conflict])
        return Endpoint(.post, Self.path, operation) { [service] call in
            let made = try await service.create(try await call.body())
            var response = try Response.json(made, status: .created)
            response.headers[.location] = "\(Self.path)/\(made.name)"
            return response
        }
    }

    private var get: Endpoint {
        Endpoint(
            .get, "\(Self.path)/{name}",
            Self.reading(
                "getKnowledgeBase", "One knowledge base.", Schema.ref("KnowledgeBase"), parameters: [.knowledgeBase])
        ) { [service] call in try Response.json(try await service.get(call.path["name"])) }
    }

    private var delete: Endpoint {
        let operation = Operation(
            id: "deleteKnowledgeBase", tag: Self.tag, summary: "Erase a knowledge base; nothing brings it back.",
            parameters: [.knowledgeBase], answers: [.init(status: .noContent, summary: "It is gone.")],
            problems: [.conflict])
        return Endpoint(.delete, "\(Self.path)/{name}", operation) { [service] call in
            try await service.delete(call.path["name"])
            return Response(status: .noContent)
        }
    }

    private struct IngestOptions: Decodable {
        var corpus: String
        var removeVanished: Bool?
    }

    private var ingest: Endpoint {
        let operation = Operation(
            id: "startIngest", tag: Self.tag,
            summary: "Take a corpus of the catalogue in; `ingest` events and `/api/v1/ingests` tell how far it is.",
            parameters: [.knowledgeBase], body: Schema.ref("IngestOptions"),
            answers: [.init(status: .accepted, summary: "It began.", schema: Schema.ref("Ingest"))],
            problems: [.conflict])
        return Endpoint(.post, "\(Self.path)/{name}/ingest", operation) { [service] call in
            let input: IngestOptions = try await call.body()
            let job = try await service.ingest(
                input.corpus, into: call.path["name"], removesVanished: input.removeVanished ?? false)
            return try Response.json(job, status: .accepted)
        }
    }

    private var stop: Endpoint {
        let operation = Operation(
            id: "stopIngest", tag: Self.tag,
            summary: "End an ingest after the batch in hand; what is stored stays, and the same ingest goes on there.",
            parameters: [.knowledgeBase],
            answers: [.init(status: .accepted, summary: "It was told to.", schema: Schema.ref("Ingest"))],
            problems: [.conflict])
        return Endpoint(.post, "\(Self.path)/{name}/stop", operation) { [service] call in
            try Response.json(try await service.stop(call.path["name"]), status: .accepted)
        }
    }

    private var search: Endpoint {
        let parameters: [Operation.Parameter] = [
            .knowledgeBase,
            .init("query", "What to look for.", schema: Schema.text(1...SearchTab.mostCharacters), isRequired: true),
            .init("k", "Passages.", schema: Schema.integer(1...KnowledgeService.mostPassages, default: 5)),
            .init("method", "Only this one; all when absent.", schema: Schema.choice(of: RetrievalMethod.self)),
            .init(
                "reranker", "Name in the catalogue; its default one when absent.", schema: Schema.text(1...200)),
        ]
        return Endpoint(
            .get, "\(Self.path)/{name}/search",
            Self.reading(
                "searchKnowledgeBase", "One query by every method, or why a method cannot be had.",
                Schema.ref("Rankings"), parameters: parameters)
        ) { [service] call in
            let method: RetrievalMethod? = call.query.choice("method")
            let rankings = try await service.search(
                call.path["name"], for: call.query.text("query") ?? "", k: call.query.int("k") ?? 5,
                by: method.map { [$0] } ?? RetrievalMethod.allCases, reranker: try reranker(call.query))
            return try Response.json(Items(rankings))
        }
    }

    /// Names of the catalogue only: what has a slash would be a path.
    private func reranker(_ query: QueryValues) throws -> String? {
        guard let name = query.text("reranker") else { return nil }
        return try service.rerankerName(name)
    }

    private var chunks: Endpoint {
        let parameters: [Operation.Parameter] = [
            .knowledgeBase, .init("text", "Words that a chunk holds, all of them."),
            .init("document", "Only this document's.", schema: Schema.text(0...2000)),
            .init("section", "Only chunks of sections with this title.", schema: Schema.text(0...2000)), .offset,
            .limit(),
        ]
        return Endpoint(
            .get, "\(Self.path)/{name}/chunks",
            Self.reading(
                "listChunks", "A page of the chunks in order.", Schema.ref("ChunkPage"), parameters: parameters)
        ) { [service] call in
            let query = call.query
            let page = try await service.chunks(
                of: call.path["name"],
                ChunkQuery(
                    text: query.text("text"), document: query.text("document"), section: query.text("section"),
                    offset: query.int("offset") ?? 0, limit: query.int("limit") ?? 50))
            return try Response.json(page)
        }
    }

    private var documents: Endpoint {
        let parameters: [Operation.Parameter] = [
            .knowledgeBase, .init("text", "Part of the title or the id, ignoring case."), .offset, .limit(),
        ]
        return Endpoint(
            .get, "\(Self.path)/{name}/documents",
            Self.reading(
                "listDocuments", "A page of the documents by title.", Schema.ref("DocumentPage"),
                parameters: parameters)
        ) { [service] call in
            let query = call.query
            let page = try await service.documents(
                of: call.path["name"],
                DocumentQuery(
                    text: query.text("text"), offset: query.int("offset") ?? 0, limit: query.int("limit") ?? 50))
            return try Response.json(page)
        }
    }

    private var jobs: Endpoint {
        Endpoint(
            .get, "/api/v1/ingests",
            Self.reading(
                "listIngests", "The latest ingest of each base since the server's start.", Schema.ref("Ingests"))
        ) { [service] _ in try Response.json(Items(await service.ingests.jobs)) }
    }

    private static func reading(
        _ id: String, _ summary: String, _ schema: JSONValue, parameters: [Operation.Parameter] = []
    ) -> Operation {
        Operation(
            id: id, tag: tag, summary: summary, parameters: parameters,
            answers: [.init(status: .ok, summary: summary, schema: schema)])
    }
}
