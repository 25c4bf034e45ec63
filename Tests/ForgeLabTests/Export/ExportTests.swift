import ForgeCore
import ForgeLab
import ForgeStore
import ForgeTesting
import Foundation
import Testing

@Suite struct `Exports` {
    /// Seven of eight samples, some of them hard to write down; pages of three, so that the writers have to turn them.
    private func source(includesCalls: Bool = false) async throws -> (ExportSource, SQLiteStore, [Prediction]) {
        let store = try await TemporaryStore.make()
        var fixture = try StoredFixture(name: "hard", model: "org/tiny", count: 8)
        fixture.experiment.config = [
            "method": ["name": "cot", "options": ["shots": 3]], "generation": ["temperature": 0], "concurrency": 4,
        ]
        fixture.experiment.provenance = [
            "forge": ["version": "9.9", "commit": "abc"], "engine": ["engine": "scripted", "device": "CPU"],
        ]
        try await fixture.store(in: store)
        var stored: [Prediction] = []
        for index in 0..<7 {
            var prediction = fixture.prediction(index, scores: ["gsm8k.strict": index < 2 ? 1 : 0, "f1.squad": 0.25])
            if index == 1 {
                prediction.output = "line 1\r\nline \"2\", with comma\u{2028}and a separator\0"
                prediction.output += ", and accented \"\u{301}\","
            }
            if index == 2 { (prediction.answer, prediction.scores) = (nil, [:]) }
            if index == 3 { prediction.answer = "=1+1" }
            if index == 4 { prediction.flags = [.truncated, .tie] }
            if index == 5 { prediction.trace = ["votes": ["a", "b"]] }
            try await store.record(prediction, calls: [fixture.call(index), fixture.call(index, step: 1)])
            stored.append(prediction)
        }
        try await store.replaceResults(
            of: fixture.experiment.id,
            [
                MetricResult(
                    metric: "gsm8k.strict", version: 3, value: 2.0 / 6, low: 0.1, high: 0.7, interval: "wilson",
                    scored: 6, total: 7, unit: "proportion")
            ])
        let experiment = try await store.experiment(fixture.experiment.id)
        return (try await ExportSource(experiment, in: store, includesCalls: includesCalls, pageSize: 3), store, stored)
    }

    private func text(_ source: ExportSource, as format: any ExportFormat.Type) async throws -> String {
        var data = Data()
        try await ExperimentExport.write(source, as: format) { data.append($0) }
        return String(decoding: data, as: UTF8.self)
    }

    /// Cut at `\n` bytes only, as readers of JSON lines should.
    private func lines(_ text: String) -> [String] {
        text.utf8.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `JSON reads back as what the store holds`() async throws {
        let (source, store, stored) = try await source(includesCalls: true)
        let document: ExportedExperiment = try JSON.decode(from: try await text(source, as: JSONExport.self))
        #expect(document.experiment == source.experiment)
        #expect(document.results == source.results)
        #expect(document.predictions == stored)
        let calls = try await store.calls(of: source.experiment.id, index: nil, cursor: nil, limit: 99).items
        #expect(document.calls == calls)
        #expect(calls.count == 14)
    }

    @Test func `JSON has no calls unless they are asked for`() async throws {
        let (source, _, _) = try await source()
        let document: ExportedExperiment = try JSON.decode(from: try await text(source, as: JSONExport.self))
        #expect(document.calls == nil)
    }

    @Test func `JSON lines hold one prediction each`() async throws {
        let (source, _, stored) = try await source()
        let lines = lines(try await text(source, as: JSONLinesExport.self))
        #expect(try lines.map { try JSON.decode(Prediction.self, from: $0) } == stored)
    }

    @Test func `CSV read back field by field is what the store holds`() async throws {
        let (source, _, stored) = try await source()
        let rows = CSVReader.rows(of: try await text(source, as: CSVExport.self))
        #expect(rows.count == stored.count + 1)
        #expect(
            rows[0] == [
                "index", "sample_id", "question", "golds", "output", "answer", "answer_source", "flags", "status",
                "error", "latency", "time_to_first_token", "input_tokens", "output_tokens", "cached_tokens", "calls",
                "finished_at", "score.f1.squad", "score.gsm8k.strict",
            ])
        for (row, prediction) in zip(rows.dropFirst(), stored) {
            let fields = Dictionary(uniqueKeysWithValues: zip(rows[0], row))
            #expect(fields["index"] == String(prediction.index))
            #expect(fields["output"] == prediction.output)
            #expect(fields["answer"] == prediction.answer ?? "")
            #expect(try JSON.decode([String].self, from: fields["golds"] ?? "") == prediction.golds)
            #expect(fields["latency"].flatMap { Double($0) } == prediction.latency)
            #expect(fields["flags"] == prediction.flags.map(\.rawValue).joined(separator: " "))
            #expect(fields["score.f1.squad"].flatMap { Double($0) } == prediction.scores["f1.squad"])
        }
    }

    @Test func `The lm-eval summary has its keys, names and standard errors`() async throws {
        let (source, _, _) = try await source()
        let document: JSONValue = try JSON.decode(from: try await text(source, as: LMEvalExport.self))
        let keys: Set = [
            "results", "configs", "versions", "n-shot", "higher_is_better", "n-samples", "config", "git_hash", "date",
        ]
        #expect(keys.isSubset(of: Set(document.object?.keys.map { $0 } ?? [])))
        let results = document["results"]?["capitals"]
        // Two of six right: mean 1/3, standard error by numpy: std([1,1,0,0,0,0], ddof=1)/sqrt(6).
        #expect(isClose(results?["exact_match,strict-match"], 0.3333333333333333))
        #expect(isClose(results?["exact_match_stderr,strict-match"], 0.21081851067789195))
        #expect(results?["f1.squad,none"] == .number(0.25))
        #expect(results?["f1.squad_stderr,none"]?.double == 0)
        #expect(document["n-shot"]?["capitals"] == 3)
        #expect(document["n-samples"]?["capitals"] == ["original": 100, "effective": 6])
        #expect(document["versions"]?["capitals"] == 3)
        #expect(document["higher_is_better"]?["capitals"] == ["exact_match": true, "f1.squad": true])
        #expect(document["git_hash"] == "abc")
        #expect(document["model_name_sanitized"] == "org__tiny")
        #expect(document["config"]?["device"] == "CPU")
    }

    @Test func `The lm-eval sample log has a line for every filter of every sample`() async throws {
        let (source, _, stored) = try await source()
        let lines = try lines(try await text(source, as: LMEvalSamplesExport.self)).map {
            try JSON.decode(JSONValue.self, from: $0)
        }
        #expect(lines.map { $0["doc_id"]?.int } == [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6])
        let first = lines[1]
        #expect(first["filter"] == "strict-match")
        #expect(first["exact_match"]?.double == 1)
        #expect(first["resps"] == [[.string(stored[0].output)]])
        #expect(first["filtered_resps"] == ["City 0"])
        #expect(first["doc"]?["question"] == "Capital of country 0?")
        #expect(first["arguments"]?["gen_args_0"]?["arg_0"]?.string?.hasPrefix("Question: Capital") == true)
        #expect(first["doc_hash"]?.string?.count == 64)
        #expect(lines[4]["filtered_resps"] == ["[invalid]"])
    }

    @Test func `An experiment without any sample exports in every format`() async throws {
        let store = try await TemporaryStore.make()
        let experiment = try await StoredFixture().store(in: store)
        for format in ExportFormats.all {
            let source = try await ExportSource(experiment, in: store, includesCalls: true)
            let text = try await text(source, as: format)
            if format.fileExtension == "json" {
                #expect(throws: Never.self) { try JSON.decode(JSONValue.self, from: text) }
            }
        }
    }

    private func isClose(_ value: JSONValue?, _ expected: Double) -> Bool {
        value?.double.map { abs($0 - expected) < 1e-12 } ?? false
    }
}

@Suite struct `Export files` {
    @Test func `A file is replaced whole, and nothing is left beside it`() async throws {
        let store = try await TemporaryStore.make()
        let experiment = try await StoredFixture().store(in: store, recording: 0..<5)
        let folder = try TemporaryFolder()
        let file = folder.file("out.jsonl")
        try Data("old".utf8).write(to: file)
        try await ExperimentExport.write(ExportSource(experiment, in: store), as: JSONLinesExport.self, to: file)
        #expect(try String(contentsOf: file, encoding: .utf8).utf8.filter { $0 == 0x0A }.count == 5)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()) == ["out.jsonl"])
    }

    @Test func `An export that fails leaves the old file as it was`() async throws {
        let store = try await TemporaryStore.make()
        let experiment = try await StoredFixture().store(in: store, recording: 0..<5)
        let folder = try TemporaryFolder()
        let file = folder.file("out.jsonl")
        try Data("old".utf8).write(to: file)
        let source = try await ExportSource(experiment, in: store)
        try await store.close()
        await #expect(throws: StoreError.self) {
            try await ExperimentExport.write(source, as: JSONLinesExport.self, to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()) == ["out.jsonl"])
    }

    @Test func `A folder that does not exist is named`() async throws {
        let store = try await TemporaryStore.make()
        let experiment = try await StoredFixture().store(in: store)
        let source = try await ExportSource(experiment, in: store)
        let error = await #expect(throws: LabError.self) {
            try await ExperimentExport.write(
                source, as: JSONExport.self, to: URL(filePath: "/nonexistent-folder/out.json"))
        }
        #expect(error?.code == "export.cannot-write")
        #expect(error?.message.contains("/nonexistent-folder/out.json") == true)
    }

    @Test func `An unknown format is answered with the list of formats`() throws {
        #expect(try ExportFormats.named("csv").name == "csv")
        let error = #expect(throws: LabError.self) { try ExportFormats.named("xml") }
        #expect(error?.remedy?.contains("json, jsonl, csv, lm-eval, lm-eval-samples") == true)
    }
}

/// RFC 4180, read byte by byte.
private enum CSVReader {
    static func rows(of text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x22:
                // The second of two quotes inside a quoted field is a quote.
                if !isQuoted, previous == 0x22 { field.append(byte) }
                isQuoted.toggle()
            case 0x2C where !isQuoted, 0x0A where !isQuoted:
                if byte == 0x0A, field.last == 0x0D { field.removeLast() }
                row.append(String(decoding: field, as: UTF8.self))
                field = []
                if byte == 0x0A {
                    rows.append(row)
                    row = []
                }
            default: field.append(byte)
            }
            previous = byte == 0x22 && previous == 0x22 ? 0 : byte
        }
        return rows
    }
}
