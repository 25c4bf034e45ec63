import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTerminal

struct KnowledgeList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the knowledge bases.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (bases, unreadable) = try await found()
        for (name, error) in unreadable {
            Warning.print("`\(name)` cannot be read. \(error.message) \(error.remedy ?? "")")
        }
        if output.json { return try output.print(json: bases) }
        guard !bases.isEmpty else {
            guard unreadable.isEmpty else { return }
            return print("There is no knowledge base yet. Make one: forge kb create wiki --source wikipedia-vital")
        }
        var table = TextTable([
            .init("knowledge base"), .init("documents", .right), .init("chunks", .right), .init("tokens", .right),
            .init("embedder"), .init("size", .right), .init("state"), .init("about", isFlexible: true),
        ])
        for base in bases {
            table.add([
                .init(base.name), .init(NumberText.count(base.documents)), .init(NumberText.count(base.chunks)),
                .init("\(base.settings.chunks.tokens)"), .init(base.settings.embedder?.name ?? "none (BM25 only)"),
                .init(ByteText.of(base.bytes)), .init(Self.state(base)), .init(base.settings.summary),
            ])
        }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
        for base in bases {
            if let problem = base.vectorsProblem { print("\(base.name): its vectors are in Qdrant. \(problem)") }
        }
    }

    private func found() async throws -> (bases: [KnowledgeBaseInfo], unreadable: [(String, RetrievalError)]) {
        let all = try Knowledge().bases
        var bases: [KnowledgeBaseInfo] = []
        var unreadable: [(String, RetrievalError)] = []
        for name in all.names() {
            do {
                bases.append(try await all.info(name))
            } catch let error as RetrievalError {
                unreadable.append((name, error))
            }
        }
        return (bases, unreadable)
    }

    private static func state(_ base: KnowledgeBaseInfo) -> String {
        switch base.lastIngest?.status {
        case .finished? where base.documents == 0: "empty"
        case let status?: status.rawValue
        case nil: "empty"
        }
    }
}
