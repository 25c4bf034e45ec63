import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeTraining

struct `Lineage of preference pairs` {
    private func lineage(sha256: String) -> VoteLineage {
        let study = VoteStudy(
            name: "taste",
            contenders: ["base", "tuned"].map {
                VoteContender(
                    experimentID: $0, name: $0, method: "naive", model: "m", configHash: "c", modelSHA256: "0123456789",
                    adapterSHA256: $0 == "tuned" ? "abcdefghij" : nil)
            }, dataset: "d", split: "dev", sampleHash: "h", seed: 1, pairs: 3, repeats: 0)
        return VoteLineage(
            study: study, chosen: [1, 2], voters: [Voter(.human, "Ann"), Voter(.judge, "m")], pairs: 3, dropped: [:],
            format: "jsonl", sha256: sha256)
    }

    @Test func `It is read beside the file of its hash, and refused beside another`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("pairs.jsonl").path
        #expect(try DataLineage.read(besides: path, sha256: "x") == nil)
        let written = lineage(sha256: "right")
        let file = URL(filePath: path + VoteLineage.fileSuffix)
        try JSON.data(written).write(to: file)
        #expect(try DataLineage.read(besides: path, sha256: "right") == written)
        #expect(throws: TrainingError.self) { try DataLineage.read(besides: path, sha256: "wrong") }
        try Data("{".utf8).write(to: file)
        #expect(throws: TrainingError.self) { try DataLineage.read(besides: path, sha256: "right") }
    }

    @Test func `It names voters, experiments, models and adapters`() {
        let lines = lineage(sha256: "x").lines
        #expect(lines.count == 3 && lines[0].hasPrefix("3 pairs chosen by Ann, m (judge) in the vote study taste"))
        #expect(lines[2] == "2 answers of tuned (tuned): naive on m 01234567, adapter abcdefgh")
    }
}
