package import ForgeCore
import Foundation

/// The documents of benchmarks in a home: `<name>.json` of a matrix, `<name>.memory.json` of its memory profile.
package struct BenchmarkShelf: Sendable, Hashable {
    private let folder: URL

    package init(home: ForgeHome) { folder = home.benchmarks }

    /// Whether a text can be a benchmark's name, which is a file's.
    package static func isName(_ text: String) -> Bool { FileName.isPlain(text) }

    /// Whether a matrix may have this name: `x.memory` would lie in the place of the memory profile of `x`.
    static func isMatrixName(_ text: String) -> Bool { isName(text) && !(text + matrixEnding).hasSuffix(memoryEnding) }

    // MARK: Matrices

    /// All that can be read, the latest first.
    package func matrices() -> [BenchMatrixReport] {
        names().compactMap { try? matrix($0) }.sorted { $0.updatedAt > $1.updatedAt }
    }

    /// - Throws: `LabError` `benchmark.not-found`, `benchmark.unreadable`.
    package func matrix(_ name: String) throws -> BenchMatrixReport {
        let report: BenchMatrixReport = try read(name, Self.matrixEnding)
        guard report.version == BenchMatrixReport.currentVersion else {
            throw LabError(
                .conflict, "benchmark.unreadable",
                "The benchmark \(name) is a document of version \(report.version), not \(BenchMatrixReport.currentVersion).",
                remedy: "Make it again from its stored cells with `forge bench matrix` and its config.")
        }
        return report
    }

    package func save(_ report: BenchMatrixReport) throws { try write(report, report.name, Self.matrixEnding) }

    // MARK: Memory

    /// Nil when there is none.
    ///
    /// - Throws: `LabError` `benchmark.unreadable`.
    package func memory(_ name: String) throws -> MemoryProfile? {
        guard Self.isName(name), FileManager.default.fileExists(atPath: file(name, Self.memoryEnding).path) else {
            return nil
        }
        return try read(name, Self.memoryEnding)
    }

    package func save(_ profile: MemoryProfile) throws { try write(profile, profile.name, Self.memoryEnding) }

    // MARK: One at a time

    /// Runs `body` while no other process measures a benchmark of this name.
    ///
    /// - Throws: `LabError` `benchmark.busy`, `benchmark.unwritable`.
    package func holding<Result>(_ name: String, _ body: () async throws -> Result) async throws -> Result {
        let lock = try taken(name)
        let result = try await body()
        _ = consume lock
        return result
    }

    private func taken(_ name: String) throws -> ExclusiveLock {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            if let lock = try ExclusiveLock(ifFree: folder.appending(path: ".\(name).lock")) { return lock }
        } catch {
            throw unwritable(name, error)
        }
        throw LabError(
            .conflict, "benchmark.busy", "The benchmark \(name) is being measured by another process.",
            remedy: "Wait for it to end, or give the config another name.")
    }

    // MARK: Files

    private static let matrixEnding = ".json"
    private static let memoryEnding = ".memory.json"

    private func file(_ name: String, _ ending: String) -> URL { folder.appending(path: name + ending) }

    private func names() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(Self.matrixEnding) && !$0.hasSuffix(Self.memoryEnding) }
            .map { String($0.dropLast(Self.matrixEnding.count)) }.filter(Self.isName)
    }

    private func read<Document: Decodable>(_ name: String, _ ending: String) throws -> Document {
        let url = file(name, ending)
        guard Self.isName(name), FileManager.default.fileExists(atPath: url.path) else {
            let nearest = NearestName.question(name, among: names())
            throw LabError(
                .notFound, "benchmark.not-found", "There is no benchmark \"\(name.clipped(to: 60))\".",
                remedy: "\(nearest)`forge bench results` lists them; `forge bench matrix CONFIG` makes one.")
        }
        do {
            return try JSON.decode(from: Data(contentsOf: url))
        } catch {
            throw LabError(
                .internalFailure, "benchmark.unreadable", "The benchmark \(url.path) cannot be read.",
                cause: "\(error)",
                remedy: "Make it again from its stored cells with `forge bench matrix` and its config.")
        }
    }

    /// Replaces the document in one step.
    private func write(_ document: some Encodable, _ name: String, _ ending: String) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try JSON.data(document, pretty: true).write(to: file(name, ending), options: .atomic)
        } catch {
            throw unwritable(name, error)
        }
    }

    private func unwritable(_ name: String, _ error: any Error) -> LabError {
        LabError(
            .resourceExhausted, "benchmark.unwritable", "The benchmark \(name) cannot be written to \(folder.path).",
            cause: error.localizedDescription, remedy: "Make room on the disk and check the folder's permissions.")
    }
}
