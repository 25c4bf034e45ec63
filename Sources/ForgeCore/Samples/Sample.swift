/// What kind of task a sample poses; few-shot examples and default metrics are chosen by it.
package enum TaskFamily: String, Sendable, Codable, CaseIterable {
    case openQuestion = "open-question"
    case multiHop = "multi-hop"
    case math
    case yesNo = "yes-no"
    case truthfulness
}

/// A titled text that comes with a sample, cut into sentences where the data set does so (HotpotQA).
package struct Passage: Sendable, Codable, Hashable {
    package var title: String
    package var sentences: [String]

    package init(title: String, sentences: [String]) {
        self.title = title
        self.sentences = sentences
    }

    package var text: String { sentences.joined() }
}

/// A sentence that a data set names as evidence: title of its passage and the sentence's number from 0.
package struct SupportingFact: Sendable, Codable, Hashable {
    package var title: String
    package var sentence: Int

    package init(title: String, sentence: Int) {
        self.title = title
        self.sentence = sentence
    }
}

/// One question of a data set with everything its metrics need.
package struct Sample: Sendable, Codable, Hashable, Identifiable {
    /// Unique within the data set and stable between loads.
    package var id: String
    package var question: String
    /// Accepted answers, the preferred one first. For GSM8K the whole worked solution ending in `#### n`.
    package var answers: [String]
    /// TriviaQA's `NormalizedAliases` as the record has them; empty elsewhere.
    package var normalizedAliases: [String]
    package var passages: [Passage]
    package var supportingFacts: [SupportingFact]
    package var task: TaskFamily
    /// What else the record holds (level, type, source), for filters and display.
    package var metadata: [String: JSONValue]

    package init(
        id: String, question: String, answers: [String], normalizedAliases: [String] = [], passages: [Passage] = [],
        supportingFacts: [SupportingFact] = [], task: TaskFamily, metadata: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.question = question
        self.answers = answers
        self.normalizedAliases = normalizedAliases
        self.passages = passages
        self.supportingFacts = supportingFacts
        self.task = task
        self.metadata = metadata
    }
}

/// The questions of one experiment: a seeded choice from a data set, kept with what is needed to make it again.
package struct SampleSet: Sendable, Codable, Hashable {
    package var dataset: String
    package var split: String
    /// SHA-256 of the data set's file as it was read.
    package var datasetHash: String
    /// Where the data came from, as the catalogue names it (`hf:…@revision`, `pypi:…==version`, a path).
    package var source: String
    package var seed: UInt64
    /// How many records the data set had when the sample was drawn.
    package var population: Int
    package var samples: [Sample]

    package init(
        dataset: String, split: String, datasetHash: String, source: String, seed: UInt64, population: Int,
        samples: [Sample]
    ) {
        self.dataset = dataset
        self.split = split
        self.datasetHash = datasetHash
        self.source = source
        self.seed = seed
        self.population = population
        self.samples = samples
    }

    /// Of the samples: two experiments may be paired when theirs are equal.
    package func contentHash() throws -> String { try samples.contentHash() }
}

extension [Sample] {
    /// SHA-256 over their canonical JSON.
    package func contentHash() throws -> String { Digest.sha256(try JSON.data(self)) }
}
