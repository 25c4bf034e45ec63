import ForgeCore
import Foundation
import Testing

@testable import ForgeTraining

struct `Exports for TRL` {
    private func export(_ change: (inout TrainingConfig) -> Void = { _ in }) -> TRLExport {
        var config = TrainingConfig(name: "helpful", model: "m", data: DataConfig(path: "p"))
        config.epochs = 2
        config.seed = 5
        change(&config)
        let pairs = (0..<9).map { index in
            PreferencePair(
                prompt: [
                    ChatMessage(.user, "q\(index) \"x\" \u{2028}"), ChatMessage(.assistant, "a"),
                    ChatMessage(.user, "?"),
                ],
                chosen: "good \(index)\né", rejected: "bad")
        }
        return TRLExport(
            config, baseModel: "owner/base",
            split: PairSplit(train: Array(pairs[..<6]), validation: [pairs[6]], test: Array(pairs[7...])),
            dataNote: "from \"here\"")
    }

    private func file(_ name: String, _ export: TRLExport) throws -> Data {
        try #require(try export.files().first { $0.name == name }?.data)
    }

    @Test func `The exported pairs are the split's, in its order, and are read back as they were`() throws {
        let export = export()
        for part in export.split.parts {
            let lines = try file("\(part.name).jsonl", export).split(separator: UInt8(ascii: "\n"))
            let pairs = try lines.map { try PairParser.pair(fromLine: String(decoding: $0, as: UTF8.self)).get() }
            #expect(pairs == part.pairs)
        }
        let plain = try file("train.jsonl", self.export { $0.data.style = .plain })
        let row: JSONValue = try JSON.decode(from: Data(plain.split(separator: UInt8(ascii: "\n"))[0]))
        #expect(row["prompt"]?.string?.hasSuffix("\n\nHuman: ?\n\nAssistant:") == true)
        #expect(row["chosen"]?.string == " good 0\né")
    }

    @Test func `The order is the one that a training here takes, epoch by epoch`() throws {
        let export = export { $0.batchSize = 4 }
        var sampler = BatchSampler(count: 6, shuffles: true, seed: export.config.samplerSeed)
        let steps = (0..<4).map { _ in sampler.next(4) }
        let order: [[Int]] = try JSON.decode(from: file("order.json", export))
        #expect(order == [steps[0] + steps[1], steps[2] + steps[3]])
        #expect(Set(order[0]) == Set(0..<6) && order[0] != order[1])
        #expect(self.export { $0.maxSteps = 1 }.order.count == 1)
        #expect(self.export { $0.shuffle = false }.order[0] == Array(0..<6))
    }

    @Test func `The script holds the settings, the hashes of its files and no placeholder`() throws {
        let export = export {
            $0.loss = LossConfig(kind: .ipo, beta: 0.25)
            $0.decay = .constant
            $0.lora.targets = [.query, .gate]
            $0.validateEvery = nil
        }
        let script = String(decoding: try file("train_dpo.py", export), as: UTF8.self)
        for line in [
            #"NAME = "helpful""#, #"BASE_MODEL = "owner/base""#, "BETA = 0.25", #"LOSS = "ipo""#,
            #"SCHEDULE = "constant_with_warmup""#, #"TARGETS = ["q_proj", "gate_proj"]"#, "EVAL_STEPS = None",
            "MAX_STEPS = -1", #"DATA_NOTE = "from \"here\"""#, "SAVE_STEPS = 100", "WARMUP_STEPS = 1",
        ] { #expect(script.contains("\n\(line)\n"), "\(line)") }
        for name in ["train", "validation", "test"] {
            #expect(script.contains("\"\(name).jsonl\": \"\(Digest.sha256(try file("\(name).jsonl", export)))\""))
        }
        #expect(!script.contains("{{settings}}") && !script.contains("{{title}}"))
        // A token comes from the environment, never from the export.
        #expect(!script.contains("hf_"))
    }

    @Test func `The notebook has the script's cells after those for Colab`() throws {
        let notebook: JSONValue = try JSON.decode(from: file("train_dpo.ipynb", export()))
        #expect(notebook["nbformat"] == 4)
        let cells = try #require(notebook["cells"]?.array)
        let sources = cells.map { ($0["source"]?.array ?? []).compactMap(\.string).joined() }
        #expect(sources[0].hasPrefix("# helpful\n"))
        #expect(sources[1].contains("llm-forge/helpful"))
        #expect(sources[2].contains("drive.mount"))
        #expect(sources[3].hasPrefix("# Settings\n"))
        #expect(sources.last?.contains("create_repo") == true)
        #expect(cells.compactMap { $0["cell_type"]?.string }.prefix(3) == ["markdown", "markdown", "code"])
        let script = String(decoding: try file("train_dpo.py", export()), as: UTF8.self)
        let code = script.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let all = sources.joined(separator: "\n")
        #expect(code.allSatisfy { all.contains($0) })
    }

    @Test func `An export is not written over another unless that is said, and leaves checkpoints alone`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-export-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try export().write(to: folder, replaces: false)
        let checkpoint = folder.appending(path: "output/checkpoint")
        try FileManager.default.createDirectory(at: checkpoint, withIntermediateDirectories: true)
        let error = #expect(throws: TrainingError.self) { try export().write(to: folder, replaces: false) }
        #expect(error?.code == "export.exists")
        try export { $0.loss.beta = 0.3 }.write(to: folder, replaces: true)
        let script = try String(contentsOf: folder.appending(path: TRLExport.script), encoding: .utf8)
        #expect(script.contains("BETA = 0.3"))
        #expect(FileManager.default.fileExists(atPath: checkpoint.path))
    }
}
