import ForgeCore
import ForgeLab
import ForgeTesting
import ForgeTraining
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import ForgeTuning
@testable import ForgeWeb

@Suite("Pages of trainings", .timeLimit(.minutes(1)))
struct TrainingPageTests {
    private static func whenWritten(
        _ body: @escaping @Sendable (WebFixture, any TestClientProtocol) async throws -> Void
    ) async throws {
        let fixture = try await WebFixture(delay: .milliseconds(50))
        try await TrainingFiles.write(fixture)
        try await fixture.test { try await body(fixture, $0) }
    }

    @Test func `without a training the list says what to do next`() async throws {
        try await WebFixture().test { client in
            let html = try await client.page("/trainings").html
            #expect(html.contains("There is no training yet") && html.contains("forge train run"))
            #expect(html.contains("<a href=\"/trainings\" aria-current=\"page\">Training</a>"))
            #expect(try await client.page("/trainings/none").status == .notFound)
            #expect(try await client.page("/pairs").html.contains("There is no file of pairs yet"))
        }
    }

    @Test func `the list shows states, numbers and held-out pairs`() async throws {
        try await Self.whenWritten { _, client in
            let html = try await client.page("/trainings").html
            #expect(html.contains("badge-completed\">finished") && html.contains("badge-stopped\">interrupted"))
            #expect(html.contains("2 of 3") && html.contains("0.6800") && html.contains("100.0 %"))
            #expect(html.contains("Made of &lt;b&gt;words&lt;/b&gt;"))
        }
    }

    @Test func `a finished training shows before and after, lineage, files and how to use it`() async throws {
        try await Self.whenWritten { _, client in
            let html = try await client.page("/trainings/done").html
            #expect(html.contains("data-chart=\"/api/v1/trainings/done/charts/loss\""))
            #expect(
                html.contains("Chosen answer more probable") && html.contains("2 pairs turned to the chosen answer"))
            #expect(html.contains("34.0 % – 100.0 %"))
            #expect(html.contains("<a href=\"/votes/2ngxrj0z1gyj\">Votes: Taste &amp; see</a>"))
            #expect(html.contains("href=\"/pairs/own.jsonl\"") && html.contains("None used it yet."))
            #expect(html.contains("model: {name: parrot, adapter: "))
            #expect(html.contains("href=\"/api/v1/trainings/done/files/adapter.gguf\" download"))
            #expect(html.contains("# done &lt;script&gt;") && !html.contains("<script>window"))
            #expect(!html.contains("action=\"/trainings/done/continue\""))
        }
    }

    @Test func `an experiment that names a training's adapter and has not run yet is one of its uses`() async throws {
        try await Self.whenWritten { fixture, client in
            for (name, adapter) in [("by-name", "done"), ("other", "cut")] {
                var stored = try StoredFixture(name: name)
                stored.experiment.config = ["model": ["name": "parrot", "adapter": .string(adapter)]]
                try await stored.store(in: fixture.services.experiments.store)
            }
            let html = try await client.page("/trainings/done").html
            #expect(html.contains("by-name") && !html.contains("other") && !html.contains("None used it yet."))
        }
    }

    @Test func `one that was cut off can be continued, and one that another process trains is followed`() async throws {
        try await Self.whenWritten { fixture, client in
            let html = try await client.page("/trainings/cut").html
            #expect(html.contains("action=\"/trainings/cut/continue\"") && html.contains("from its beginning"))
            let folder = fixture.services.trainings.library.folder("cut")
            let lock = try FolderLock(folder)
            let running = try await client.page("/trainings/cut").html
            #expect(running.contains("data-state=\"running\"") && running.contains("runs in another process"))
            #expect(running.contains("Step 2 of 3") && running.contains("1 s left"))
            #expect(try await client.post("/trainings/cut/stop", []).status == .conflict)
            #expect(try await client.post("/trainings/cut/delete", []).status == .conflict)
            _ = consume lock
        }
    }

    @Test func `pairs are shown beside one another, marked as bad and unmarked`() async throws {
        try await Self.whenWritten { fixture, client in
            let html = try await client.page("/trainings/done?tab=pairs").html
            #expect(html.contains("<mark class=\"own own-chosen\">good </mark>"))
            #expect(html.contains("<mark class=\"own own-rejected\">bad </mark>"))
            #expect(html.contains("Question") && !html.contains("<script>window"))
            #expect(
                html.contains("an empty answer") && html.contains("1 pairs that people marked as bad were left out"))
            let id = try #require(html.firstMatch(of: /name="id" value="([0-9a-f]{16})"/)).output.1
            let marked = try await client.post(
                "/pairs-marks",
                [("id", String(id)), ("bad", "1"), ("note", "odd"), ("back", "/trainings/done?tab=pairs")])
            #expect(marked.location == "/trainings/done?tab=pairs#pair-\(id)")
            let again = try await client.page("/trainings/done?tab=pairs").html
            #expect(again.contains("1 marked as bad") && again.contains(">odd</p>"))
            let file = try await client.page("/pairs/own.jsonl").html
            #expect(file.contains("<dt>Kept</dt><dd>5</dd>") && file.contains("<dt>Marked as bad</dt><dd>1</dd>"))
            _ = try await client.post("/pairs-marks", [("id", String(id)), ("back", "//evil.example/")])
            #expect(try fixture.services.trainings.marks.all().isEmpty)
        }
    }

    @Test func `marking never leads away from this server`() async throws {
        try await Self.whenWritten { _, client in
            for back in ["//evil.example/", "https://evil.example", "/trainings/a\r\nX: y", "javascript:alert(1)"] {
                let reply = try await client.post("/pairs-marks", [("id", "00112233445566aa"), ("back", back)])
                #expect(reply.location == "/pairs#pair-00112233445566aa")
            }
        }
    }

    @Test(arguments: [
        ("data: {path: own.jsonl}", "data: {path: /etc/passwd}", "may not name a path"),
        ("data: {path: own.jsonl}", "data: {path: ../own.jsonl}", "may not name a path"),
        ("data: {path: own.jsonl}", "data: {path: other.jsonl}", "There is no file of pairs"),
        ("model: parrot", "model: /etc/model.gguf", "names a file"), ("model: parrot", "model: absent", "absent"),
        ("model: parrot", "modle: parrot", "did you mean <code>model</code>"),
        ("name: fresh", "name: ../fresh", "cannot be"), ("name: fresh", "name: done", "There is a training"),
    ])
    func `a config that is refused is shown again with what is wrong`(
        _ right: String, _ wrong: String, _ reason: String
    ) async throws {
        try await Self.whenWritten { fixture, client in
            let config = TrainingFiles.config
                .replacing("{path: own.jsonl, train: 3, validation: 1, test: 2}", with: "{path: own.jsonl}")
                .replacing(right, with: wrong)
            let reply = try await client.post("/new/training", [("config", config), ("action", "start")])
            #expect([.unprocessableContent, .conflict].contains(reply.status), "\(reply.html)")
            #expect(reply.html.contains(reason), "\(reply.html)")
            #expect(fixture.services.trainings.library.names() == ["cut", "done", "doomed"])
        }
    }

    @Test func `a training is not begun beside an experiment, unless it is allowed`() async throws {
        try await Self.whenWritten { fixture, client in
            let api = API(client: client)
            let id = try await api.experiment()
            _ = try await api.post("experiments/\(id)/run")
            while try await api.get("experiments/\(id)/progress").json["status"] != "running" {
                try await Task.sleep(for: .milliseconds(5))
            }
            let refused = try await api.post("trainings", ["config": .string(TrainingFiles.config)])
            #expect(refused.status == 409 && refused.text.contains("training.experiment-runs"), "\(refused.text)")
            let begun = try await api.post(
                "trainings", ["config": .string(TrainingFiles.config), "beside": true])
            #expect(begun.status == 201, "\(begun.text)")
            // The model is none, so it fails soon and says why.
            while try await api.get("trainings/fresh").json["state"] == "running" {
                try await Task.sleep(for: .milliseconds(5))
            }
            let failed = try await api.get("trainings/fresh").json
            #expect(failed["state"] == "failed" && failed["problem"]?["message"]?.string?.isEmpty == false)
            #expect(try await client.page("/trainings/fresh").html.contains("notice-bad"))
        }
    }

    @Test func `deleting asks first and takes all of it`() async throws {
        try await Self.whenWritten { fixture, client in
            let html = try await client.page("/trainings/done/delete").html
            #expect(html.contains("cannot be undone") && html.contains("and an adapter"))
            #expect(try await client.post("/trainings/done/delete", []).location == "/trainings")
            #expect(fixture.services.trainings.library.names() == ["cut", "doomed"])
        }
    }

    @Test func `who watches hears of steps that another process logs`() async throws {
        let fixture = try await WebFixture()
        try await TrainingFiles.write(fixture)
        let folder = fixture.services.trainings.library.folder("cut")
        let events = fixture.services.experiments.events
        let watch = TrainingWatch(
            library: fixture.services.trainings.library, events: events, interval: .milliseconds(20))
        let subscription = events.subscribe()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            try await Task.sleep(for: .milliseconds(100))
            let handle = try FileHandle(forWritingTo: folder.metrics)
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("{\"step\": 3, \"values\": {\"loss\": 0.5}}\n".utf8))
            try handle.close()
            for await event in subscription where event.kind == .training {
                let notice = try JSON.decode(TrainingNotice.self, from: event.data)
                #expect(notice.name == "cut" && notice.step == 3)
                break
            }
            group.cancelAll()
        }
    }
}
