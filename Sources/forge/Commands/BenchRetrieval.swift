import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTerminal
import Foundation

struct BenchRetrieval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrieval", abstract: "Time exact search over vectors, and BM25 over a knowledge base.",
        discussion: """
            EXAMPLES
              forge bench retrieval --rows 1000000
              forge bench retrieval --rows 0 --kb wiki --queries questions.txt
            """)

    @Option(help: "Vectors to search exactly; 0 to leave it out.")
    var rows = 1_000_000
    @Option(help: "Numbers of a vector.")
    var dimension = 384
    @Option(help: "Where the vectors' file is made, and kept for the next run (default: a temporary folder).")
    var folder: String?
    @Option(help: "A knowledge base to search by words.")
    var kb: String?
    @Option(help: "With --kb: a file of queries, one a line.")
    var queries: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...20_000_000).contains(rows), (1...8192).contains(dimension) else {
            throw ValidationError("--rows must be from 0 to 20000000, --dimension from 1 to 8192.")
        }
        guard (kb == nil) == (queries == nil) else { throw ValidationError("--kb and --queries belong together.") }
    }

    func run() async throws {
        var timings: [SearchTiming] = []
        if rows > 0 { timings.append(try vectors()) }
        if let kb, let queries {
            guard let text = try? String(contentsOfFile: queries, encoding: .utf8) else {
                throw CommandError(.notFound, "bench.queries", "Cannot read \(queries) as UTF-8 text.")
            }
            timings.append(
                try await RetrievalBenchmark.words(
                    Knowledge().bases.open(kb), queries: text.split(separator: "\n").map(String.init)))
        }
        if output.json { return try output.print(json: timings) }
        print(Self.table(timings).rendered(for: Terminal.of(descriptor: 1)))
    }

    private func vectors() throws -> SearchTiming {
        let place =
            folder.map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? FileManager.default.temporaryDirectory.appending(path: "forge-bench-\(ExperimentID.make())")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { if folder == nil { try? FileManager.default.removeItem(at: place) } }
        return try RetrievalBenchmark.vectors(in: place, rows: rows, dimension: dimension)
    }

    private static func table(_ timings: [SearchTiming]) -> TextTable {
        var table = TextTable([
            .init("search"), .init("items", .right), .init("queries", .right), .init("p50", .right),
            .init("p95", .right), .init("own memory", .right), .init("file pages", .right),
        ])
        for timing in timings {
            table.add([
                .init(timing.name), .init(NumberText.count(timing.items)), .init("\(timing.queries)"),
                .init(timing.p50.map(NumberText.seconds) ?? "–"), .init(timing.p95.map(NumberText.seconds) ?? "–"),
                .init(timing.ownMemory.map(ByteText.of) ?? "–"), .init(timing.fileMemory.map(ByteText.of) ?? "–"),
            ])
        }
        return table
    }
}
