package import Foundation

/// Experiments on the same questions whose answers people compare pair by pair, without knowing which is whose.
///
/// Everything that decides what is shown is fixed when it is made; only `closedAt` and `deletedAt` change.
package struct VoteStudy: Sendable, Codable, Hashable, Identifiable {
    package var id: String
    package var name: String
    /// In the order they were named in: the first is the baseline.
    package var contenders: [VoteContender]
    package var dataset: String
    package var split: String
    /// Of the questions, as all contenders have it.
    package var sampleHash: String
    /// Chose the questions, the sides, the order and the repeated pairs.
    package var seed: UInt64
    /// Items that are pairs of their own, without the repeated ones.
    package var pairs: Int
    /// Items that show an earlier pair again with its sides changed.
    package var repeats: Int
    package var omitted: VoteOmissions
    package var createdAt: Date
    /// Names are told and votes end; nil while it is open.
    package var closedAt: Date?
    package var deletedAt: Date?

    package var isOpen: Bool { closedAt == nil && deletedAt == nil }
    package var items: Int { pairs + repeats }

    package init(
        id: String = ExperimentID.make(), name: String, contenders: [VoteContender], dataset: String, split: String,
        sampleHash: String, seed: UInt64, pairs: Int, repeats: Int, omitted: VoteOmissions = .init(),
        createdAt: Date = Timestamp.now()
    ) {
        self.id = id
        self.name = name
        self.contenders = contenders
        self.dataset = dataset
        self.split = split
        self.sampleHash = sampleHash
        self.seed = seed
        self.pairs = pairs
        self.repeats = repeats
        self.omitted = omitted
        self.createdAt = createdAt
    }
}

/// One of the compared experiments, as it was when the study was made.
package struct VoteContender: Sendable, Codable, Hashable {
    package var experimentID: String
    package var name: String
    package var method: String
    package var model: String
    package var configHash: String
    /// Of the weights; nil for a model behind a server.
    package var modelSHA256: String?
    package var adapterSHA256: String?

    package init(
        experimentID: String, name: String, method: String, model: String, configHash: String,
        modelSHA256: String? = nil, adapterSHA256: String? = nil
    ) {
        self.experimentID = experimentID
        self.name = name
        self.method = method
        self.model = model
        self.configHash = configHash
        self.modelSHA256 = modelSHA256
        self.adapterSHA256 = adapterSHA256
    }
}

/// Pairs of answers that were not put to the vote, counted so that nobody takes the votes for all of them.
package struct VoteOmissions: Sendable, Codable, Hashable {
    /// Both answers are the same text: nothing to prefer.
    package var equal: Int
    /// One of them failed or is empty.
    package var unanswered: Int

    package init(equal: Int = 0, unanswered: Int = 0) {
        self.equal = equal
        self.unanswered = unanswered
    }
}

/// A pair of answers as it is shown. The texts are kept, so that votes stay true when an experiment changes.
package struct VoteItem: Sendable, Codable, Hashable {
    /// Place in the order of showing, from 0.
    package var position: Int
    /// Place of the question in the experiments' sample set.
    package var sampleIndex: Int
    package var sampleID: String
    package var prompt: String
    /// Contender, by its place in the study.
    package var left: Int
    package var right: Int
    package var leftAnswer: String
    package var rightAnswer: String
    /// Position of the pair that this one shows again with its sides changed; nil for a pair of its own.
    package var repeats: Int?

    package init(
        position: Int, sampleIndex: Int, sampleID: String, prompt: String, left: Int, right: Int, leftAnswer: String,
        rightAnswer: String, repeats: Int? = nil
    ) {
        self.position = position
        self.sampleIndex = sampleIndex
        self.sampleID = sampleID
        self.prompt = prompt
        self.left = left
        self.right = right
        self.leftAnswer = leftAnswer
        self.rightAnswer = rightAnswer
        self.repeats = repeats
    }
}
