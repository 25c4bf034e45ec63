import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

/// The real records; counts are those of the folder's SOURCES.md.
@Suite(.enabled(if: SharedData.isPresent, "the shared data folder is not beside the project; set FORGE_SHARED"))
struct SharedDataTests {
    @Test(arguments: [
        ("triviaqa", 2012), ("gsm8k", 880), ("hotpotqa-distractor", 338), ("hotpotqa-fullwiki", 331),
        ("hotpotqa-questions", 337),
    ])
    func `every record of a data set is read`(_ name: String, _ records: Int) throws {
        let library = try library()
        let entry = try library.catalogue.dataset(name)
        let samples = try library.samples(of: entry, split: try entry.split(nil))
        #expect(samples.count == records)
        #expect(Set(samples.map(\.id)).count == records)
    }

    @Test(arguments: ["triviaqa", "gsm8k", "hotpotqa-distractor", "hotpotqa-fullwiki"])
    func `the catalogue's hash is that of the file`(_ name: String) throws {
        let library = try library()
        let split = try library.catalogue.dataset(name).split(nil)
        let located = try library.located(try library.catalogue.dataset(name), split)
        let shared = split.file.sources.first { if case .shared = $0.location { true } else { false } }
        #expect(try Digest.sha256(fileAt: located.url.path()) == shared?.sha256)
        #expect(located.bytes == shared?.bytes)
        #expect(located.note?.contains("subset") == true)
    }

    @Test func `TriviaQA's aliases are kept as the record has them, the answer first`() throws {
        let sample = try first("triviaqa")
        #expect(sample.question == "Brunswick, Lancastrian and Pearl Pickler are types of which vegetable?")
        #expect(sample.answers.first == "Onion" || sample.answers.first == "Onions")
        #expect(sample.answers.contains("Kaanda") && sample.answers.count == 17)
        #expect(sample.normalizedAliases.contains("allium cepa"))
    }

    @Test func `GSM8K's answer is the whole solution`() throws {
        let sample = try first("gsm8k")
        #expect(sample.answers.count == 1)
        #expect(sample.answers[0].hasSuffix("\n#### 70000"))
        #expect(sample.task == .math)
    }

    @Test func `HotpotQA keeps paragraphs, sentences and supporting facts`() throws {
        let sample = try first("hotpotqa-distractor")
        #expect(sample.id == "5a832c3455429954d2e2ec41")
        #expect(sample.answers == ["Badr Hari"])
        #expect(sample.supportingFacts.first == SupportingFact(title: "Global Fighting Championship", sentence: 1))
        #expect(sample.passages.count == 10)
        #expect(sample.metadata["level"] == "easy" && sample.metadata["type"] == "bridge")
    }

    @Test func `every supporting title of the distractor setting is in its context`() throws {
        let library = try library()
        let entry = try library.catalogue.dataset("hotpotqa-distractor")
        for sample in try library.samples(of: entry, split: try entry.split(nil)) {
            let titles = Set(sample.passages.map(\.title))
            #expect(sample.supportingFacts.allSatisfy { titles.contains($0.title) }, "\(sample.id)")
        }
    }

    @Test func `95 questions of the fullwiki setting have all their supporting titles in the context`() throws {
        let library = try library()
        let entry = try library.catalogue.dataset("hotpotqa-fullwiki")
        let complete = try library.samples(of: entry, split: try entry.split(nil)).filter { sample in
            let titles = Set(sample.passages.map(\.title))
            return sample.supportingFacts.allSatisfy { titles.contains($0.title) }
        }
        #expect(complete.count == 95)
    }

    @Test(arguments: ["hotpotqa-passages", "scifact", "wikipedia-sections"])
    func `a shared corpus has the catalogue's hash`(_ name: String) throws {
        let library = try library()
        let corpora = CorpusLibrary(catalogue: library.catalogue, settings: library.settings)
        #expect(try corpora.resolve(name).source.hasPrefix("shared:"))
    }

    @Test(arguments: ["minilm-nli", "minilm-reranker"])
    func `a shared encoder has the catalogue's hashes`(_ name: String) throws {
        let library = try library()
        let encoders = EncoderLibrary(catalogue: library.catalogue, settings: library.settings)
        let encoder = try encoders.resolve(name)
        #expect(encoder.files.count == 5 && encoder.source == "shared:models/\(name)")
    }

    private func first(_ name: String) throws -> Sample {
        let library = try library()
        let entry = try library.catalogue.dataset(name)
        return try #require(try library.samples(of: entry, split: try entry.split(nil)).first)
    }

    private func library() throws -> DatasetLibrary {
        var settings = try PullSettings(environment: ["FORGE_HOME": "/nonexistent/forge", "HF_HUB_OFFLINE": "1"])
        settings.shared = SharedData.folder
        return DatasetLibrary(catalogue: try .builtIn(), settings: settings)
    }
}
