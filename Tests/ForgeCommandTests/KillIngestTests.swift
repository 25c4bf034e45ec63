import ForgeCore
import ForgeTesting
import Foundation
import Testing

/// Kills `forge kb` at random moments of ingests of real files with the real encoder, and compares what is there in the
/// end with bases that nobody disturbed.
@Suite(.serialized, .enabled(if: KnowledgeFixture.isAvailable, "\(KnowledgeFixture.hint)"))
struct KillIngestTests {
    private static let documents = 420
    private static let kept = 90
    private static let queries = [
        "which river is number 17", "a bridge of stone", "number 401", "who counts the birds",
    ]

    private let fixture: KnowledgeFixture

    init() throws {
        fixture = try KnowledgeFixture()
        for number in 0..<Self.documents { try fixture.document(Self.name(number), Self.text(number)) }
    }

    private static func name(_ number: Int) -> String { "part\(number % 7)/note-\(number).md" }

    private static func text(_ number: Int) -> String {
        let places = ["river", "mountain", "harbour", "bridge of stone", "market square", "forest of birches"]
        let acts = ["is painted", "is measured", "is crossed", "is told of in songs", "is counted among the sights"]
        let (place, act) = (places[number % places.count], acts[number * 7 % acts.count])
        return """
            # The \(place) number \(number)
            The \(place) that is number \(number) lies \(number * 3 % 100) miles from the sea and \(act) every year.
            Those who live there keep a book in which the birds of the \(place) are counted.

            ## Its history
            In the year \(1200 + number) somebody wrote that the \(place) \(act), which nobody has doubted since.
            """
    }

    private var folder: String { fixture.forge.home.appending(path: "docs").path }

    @Test("kills at random moments lose nothing and leave nothing behind")
    func killAndGoOn() async throws {
        defer { fixture.remove() }
        try await undisturbed("whole")
        let base = "killed"
        var kills = try await disturbed(["create", base, "--source", folder], pace: 1, seed: 11)
        try #require(kills >= 2, "the ingests were over before they could be killed")
        try await expectSame(base, as: "whole", documents: Self.documents)

        // Most documents go and some change: chunks are replaced, and the rows of the vectors moved to a new file.
        for number in 0..<Self.documents {
            if number >= Self.kept {
                try FileManager.default.removeItem(atPath: "\(folder)/\(Self.name(number))")
            } else if number % 5 == 0 {
                try fixture.document(Self.name(number), Self.text(number) + "\n\nIn spring the water is high.")
            }
        }
        try await undisturbed("fewer")
        kills = try await disturbed(["ingest", base, folder, "--remove-vanished"], pace: 0.12, seed: 12)
        try #require(kills >= 1, "the ingests were over before they could be killed")
        try await expectSame(base, as: "fewer", documents: Self.kept)
        try await expectNothingLeft(base)
    }

    private func undisturbed(_ name: String) async throws {
        let result = try await fixture.kb("create", name, "--source", folder)
        try #require(result.status == 0, "\(result.errors)")
    }

    /// Runs a command again and again, kills it ever later after it began to read, and lets the last run end.
    ///
    /// - Parameter pace: multiplies the seconds that a run has.
    /// - Returns: the number of kills.
    private func disturbed(_ arguments: [String], pace: Double, seed: UInt64) async throws -> Int {
        var generator = SeededGenerator(seed: seed)
        var kills = 0
        for seconds in [0.02, 0.3, 0.8, 1.5, 2.5, 3.5] {
            let running = try fixture.forge.start(["kb"] + arguments)
            while running.process.isRunning, !running.errorsSoFar.contains("reading") {
                try await Task.sleep(for: .milliseconds(5))
            }
            try await Task.sleep(for: .seconds(seconds * pace * (0.5 + generator.unit())))
            guard running.process.isRunning else {
                let ended = await running.wait()
                #expect(ended.status == 0, "\(ended.errors)")
                return kills
            }
            running.killNow()
            _ = await running.wait()
            kills += 1
            try await expectUsable(arguments[1])
        }
        let last = try await fixture.forge.run(["kb"] + arguments)
        #expect(last.status == 0, "\(last.errors)")
        return kills
    }

    /// What a killed ingest left can be looked at and searched by words, and says that it is not all.
    private func expectUsable(_ base: String) async throws {
        let list = try await fixture.json("list")
        guard list.array?.contains(where: { $0["name"]?.string == base }) == true else { return }
        #expect(try await fixture.json("show", base)["info"]?["lastIngest"]?["status"]?.string != "running")
        let found = try await fixture.kb("search", base, "river", "--method", "bm25")
        #expect(found.status == 0, "\(found.errors)")
    }

    private func expectSame(_ base: String, as other: String, documents: Int) async throws {
        let (one, two) = (try await fixture.json("show", base)["info"], try await fixture.json("show", other)["info"])
        #expect(one?["documents"]?.int == documents)
        #expect(one?["lastIngest"]?["status"]?.string == "finished")
        for field in ["documents", "chunks", "embedded", "contentHash"] { #expect(one?[field] == two?[field]) }
        #expect(one?["embedded"] == one?["chunks"])
        for query in Self.queries {
            for method in ["dense", "bm25"] {
                let arguments = [query, "--method", method, "--k", "20", "--json"]
                let found = try await passages(["search", base] + arguments)
                let expected = try await passages(["search", other] + arguments)
                #expect(found.count == 20 && found.count == expected.count)
                for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-4, "\(query) by \(method)") }
            }
        }
    }

    /// The scores, best first: equal ones may stand in another order.
    private func passages(_ arguments: [String]) async throws -> [Double] {
        let result = try await fixture.forge.run(["kb"] + arguments)
        try #require(result.status == 0, "\(result.errors)")
        let json: JSONValue = try JSON.decode(from: result.output)
        return (json["passages"]?.array ?? []).compactMap { $0["score"]?.double }
    }

    /// One file of vectors, as long as its rows, and no drafts.
    private func expectNothingLeft(_ base: String) async throws {
        let folder = fixture.forge.home.appending(path: "knowledge/\(base)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let vectors = names.filter { $0.hasSuffix(".f32") }
        #expect(vectors.count == 1 && !names.contains { $0.hasPrefix(".") }, "\(names)")
        let chunks = try await fixture.json("show", base)["info"]?["chunks"]?.int ?? 0
        let bytes = try folder.appending(path: vectors[0]).resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        #expect((bytes - 4096) / (384 * 4) <= 2 * chunks)
    }
}
