import ForgeCore
import ForgeLab
import ForgeTesting
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import ForgeWeb

@Suite("Pages of votes", .timeLimit(.minutes(1)))
struct VotePageTests {
    private static let names = ["plainly-base", "plainly-tuned"]

    /// Two experiments whose outputs differ and hold markup, and a study of them.
    private static func study(_ fixture: WebFixture, pairs: Int = 3) async throws -> (id: String, experiments: [String])
    {
        var ids: [String] = []
        for (place, name) in names.enumerated() {
            let stored = try StoredFixture(name: name, count: 6)
            try await fixture.store.create(stored.experiment, samples: stored.samples)
            for index in 0..<6 {
                var prediction = stored.prediction(index)
                prediction.output = "\(StoredPairs.script) answer \(place) of \(index)"
                try await fixture.store.record(prediction, calls: [])
            }
            try await fixture.store.update(stored.experiment.id, ExperimentChange(status: .completed))
            ids.append(stored.experiment.id)
        }
        let made = try await fixture.services.votes.create(
            NewVoteStudy(experiments: ids, name: "Taste & see", pairs: pairs, repeats: 0, seed: 4))
        return (made.id, ids)
    }

    @Test func `without a study the list says what to do next, and the form too`() async throws {
        try await WebFixture().test { client in
            let html = try await client.page("/votes").html
            #expect(html.contains("There is no vote yet") && html.contains("href=\"/votes/new\""))
            #expect(html.contains("<a href=\"/votes\" aria-current=\"page\">Votes</a>"))
            #expect(try await client.page("/votes/new").html.contains("Nothing to vote on yet"))
            #expect(try await client.page("/votes/0123456789ab").status == .notFound)
        }
    }

    @Test func `a study is made by the form, which shows what is wrong and keeps what was filled in`() async throws {
        let fixture = try await WebFixture()
        let (_, ids) = try await Self.study(fixture)
        try await fixture.test { client in
            let form = try await client.page("/votes/new").html
            #expect(form.contains("value=\"\(ids[0])\"") && form.contains("plainly-tuned"))
            let few = try await client.post("/votes/new", [("ids", ids[0]), ("name", "N<"), ("pairs", "7")])
            #expect(few.status == .unprocessableContent && few.html.contains("two to 8 different experiments"))
            #expect(few.html.contains("value=\"N&lt;\"") && few.html.contains("value=\"7\""))
            #expect(few.html.contains("value=\"\(ids[0])\" checked"))
            let words = try await client.post("/votes/new", [("ids", ids[0]), ("ids", ids[1]), ("pairs", "many")])
            #expect(words.status == .unprocessableContent && words.html.contains("no whole number"))
            let made = try await client.post(
                "/votes/new", [("ids", ids[0]), ("ids", ids[1]), ("pairs", "2"), ("repeats", "50"), ("seed", "1")])
            #expect(made.status == .seeOther)
            let page = try await client.page(try #require(made.location))
            #expect(page.status == .ok && page.html.contains("2 pairs, of which 1 come again"))
            #expect(try await client.page("/votes").html.contains("Taste &amp; see"))
        }
    }

    @Test func `nothing of an open study tells whose answers are shown, in pages or the API`() async throws {
        let fixture = try await WebFixture()
        let (id, ids) = try await Self.study(fixture)
        try await fixture.test { client in
            _ = try await client.post(
                "/votes/\(id)/ballot", [("voter", "Ann"), ("position", "0"), ("verdict", "left")])
            let paths = [
                "/votes", "/votes/\(id)", "/votes/\(id)/ballot?voter=Ann", "/api/v1/votes", "/api/v1/votes/\(id)",
                "/api/v1/votes/\(id)/turn?voter=Ann",
            ]
            for path in paths {
                let page = try await client.page(path)
                #expect(page.status == .ok, "\(path)")
                for word in Self.names + ids + ["em.squad", "naive", "sampleI", "contender"] {
                    #expect(!page.html.contains(word), "\(word) in \(path)")
                }
            }
            for path in ["results", "ledger", "export", "lineage", "calls?judge=m"] {
                #expect(try await client.page("/api/v1/votes/\(id)/\(path)").status == .conflict)
            }
        }
    }

    @Test func `a voter votes through forms alone, takes a vote back, and sees the end`() async throws {
        let fixture = try await WebFixture()
        let (id, _) = try await Self.study(fixture)
        try await fixture.test { client in
            let nameless = try await client.page("/votes/\(id)/ballot?voter=%20")
            #expect(nameless.status == .unprocessableContent && nameless.html.contains("needs the name"))
            let ballot = "/votes/\(id)/ballot?voter=Ann%20B"
            let first = try await client.page(ballot).html
            #expect(first.contains("0 of 3 pairs") && first.contains("name=\"position\" value=\"0\""))
            #expect(first.contains("&lt;script&gt;alert(1)") && !first.contains(StoredPairs.script))
            #expect(!first.contains("vote-undo"))
            for (position, verdict) in ["left", "both-bad", "right"].enumerated() {
                let cast = try await client.post(
                    "/votes/\(id)/ballot", [("voter", "Ann B"), ("position", "\(position)"), ("verdict", verdict)])
                #expect(cast.status == .seeOther && cast.location == ballot)
            }
            #expect(try await client.page(ballot).html.contains("that was the last pair"))
            _ = try await client.post("/votes/\(id)/undo", [("voter", "Ann B")])
            let again = try await client.page(ballot).html
            #expect(again.contains("2 of 3 pairs") && again.contains("name=\"position\" value=\"2\""))
            let wrong = try await client.post(
                "/votes/\(id)/ballot", [("voter", "Ann B"), ("position", "2"), ("verdict", "best")])
            #expect(wrong.status == .unprocessableContent)
            #expect(try await client.page("/votes/\(id)").html.contains("2 of 3"))
        }
    }

    @Test func `after the end names, figures and every vote are there, and no vote is taken`() async throws {
        let fixture = try await WebFixture()
        let (id, ids) = try await Self.study(fixture, pairs: 6)
        for name in ["Ann", "Ben"] {
            for item in try await fixture.services.votes.store.items(of: id) {
                let verdict: VoteVerdict =
                    name == "Ben" && item.position == 0 ? .bothBad : item.left == 1 ? .left : .right
                try await fixture.services.votes.cast(
                    verdict, on: item.position, by: Voter(.human, name), seconds: 2, in: id)
            }
        }
        try await fixture.test { client in
            let closed = try await client.post("/votes/\(id)/close", [])
            #expect(closed.status == .seeOther && closed.location == "/votes/\(id)")
            let html = try await client.page("/votes/\(id)").html
            for text in [
                "plainly-tuned is preferred to plainly-base: win rate of plainly-tuned 95.8 %", "Ann", "Ben",
                "/experiments/\(ids[0])", "Cohen", "Ben: neither is any good", "Ann: plainly-tuned",
                "/api/v1/votes/\(id)/export",
            ] {
                #expect(html.contains(text), "\(text)")
            }
            #expect(!html.contains(StoredPairs.script))
            let late = try await client.page("/votes/\(id)/ballot?voter=Eve")
            #expect(late.status == .seeOther)
            let cast = try await client.post(
                "/votes/\(id)/ballot", [("voter", "Eve"), ("position", "0"), ("verdict", "left")])
            #expect(cast.status == .conflict && cast.html.contains("takes no votes"))
        }
    }

    @Test func `a deleted study is gone from the list and can be restored`() async throws {
        let fixture = try await WebFixture()
        let (id, _) = try await Self.study(fixture)
        try await fixture.test { client in
            let deleted = try await client.post("/votes/\(id)/delete", [])
            let html = try await client.page(try #require(deleted.location)).html
            #expect(html.contains("There is no vote yet") && html.contains("action=\"/votes/\(id)/restore\""))
            _ = try await client.post("/votes/\(id)/restore", [])
            #expect(try await client.page("/votes").html.contains("/votes/\(id)"))
        }
    }
}
