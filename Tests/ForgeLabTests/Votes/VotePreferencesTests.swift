import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

@Suite struct `Votes as preference pairs` {
    private func lines(_ data: Data) throws -> [JSONValue] {
        try data.split(separator: UInt8(ascii: "\n")).map {
            try JSONValue(parsing: String(decoding: $0, as: UTF8.self))
        }
    }

    @Test func `Decided pairs become lines, ties and repeated ones do not, and the lineage says it all`() async throws {
        let fixture = try await VoteFixture()
        // Ann and Ben disagree on one pair; one is a tie; the rest goes to the tuned one, but one to the base.
        let id = try await fixture.voted(by: ["Ann", "Ben"]) { name, item in
            switch item.repeats ?? item.position {
            case 0: item.verdict(for: name == "Ann" ? 0 : 1)
            case 1: .tie
            case 2: item.verdict(for: 0)
            default: item.verdict(for: 1)
            }
        }
        _ = try await fixture.service.close(id)
        let preferences = try await fixture.service.preferences(of: id, judge: nil)
        #expect(preferences.pairs == 8 && preferences.dropped == ["a tie": 2])
        let data = try preferences.data(.jsonl)
        let rows = try lines(data)
        #expect(rows.count == 8)
        let toBase = rows.filter { $0["chosen"]?.string?.hasPrefix("base") == true }
        #expect(toBase.count == 1)
        for row in rows {
            let index = try #require(row["chosen"]?.string?.split(separator: " ").last)
            #expect(row["prompt"]?.string == "Capital of country \(index)?")
            #expect(row["rejected"]?.string?.hasSuffix(" \(index)") == true)
            #expect(row["source"]?.string?.contains(id) == true)
        }
        let lineage = preferences.lineage(of: data, .jsonl)
        #expect(lineage.chosen == [1, 7] && lineage.pairs == 8 && lineage.sha256 == Digest.sha256(data))
        #expect(lineage.voters.map(\.name) == ["Ann", "Ben"] && lineage.contenders.map(\.experimentID) == fixture.ids)
        #expect(try JSON.decode(VoteLineage.self, from: JSON.data(lineage)) == lineage)
    }

    @Test func `TRL's form has messages`() async throws {
        let fixture = try await VoteFixture()
        let id = try await fixture.voted { _, item in item.verdict(for: 1) }
        _ = try await fixture.service.close(id)
        let row = try #require(try lines(await fixture.service.preferences(of: id, judge: nil).data(.trl)).first)
        #expect(row["prompt"]?.array?.first?["role"] == "user")
        #expect(row["chosen"]?.array?.first?["content"]?.string?.hasPrefix("tuned says") == true)
        #expect(row["rejected"]?.array?.count == 1)
    }

    @Test func `Without a preference, or of a judge that there is none of, nothing is exported`() async throws {
        let fixture = try await VoteFixture()
        let id = try await fixture.voted { _, _ in .tie }
        _ = try await fixture.service.close(id)
        await #expect(throws: LabError.self) { _ = try await fixture.service.preferences(of: id, judge: nil) }
        await #expect(throws: LabError.self) { _ = try await fixture.service.preferences(of: id, judge: "m") }
    }
}
