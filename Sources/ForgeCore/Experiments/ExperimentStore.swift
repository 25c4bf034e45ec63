package import Foundation

/// Where experiments live. SQLite and PostgreSQL implement it; one contract test suite holds for both.
///
/// Every method is one transaction. Methods that take an id throw a not-found error for one that does not exist.
package protocol ExperimentStore: Sendable {
    // MARK: Experiments
    /// - Throws: conflict when the id exists.
    func create(_ experiment: Experiment, samples: SampleSet) async throws
    func experiment(_ id: String) async throws -> Experiment
    /// The experiment that a user means: an exact id, the newest with that exact name, or a unique part of an id (at
    /// least 4 characters). Deleted ones are found by exact id only.
    /// - Throws: not found, or conflict listing the candidates when several ids match.
    func findExperiment(_ reference: String) async throws -> Experiment
    /// The exact samples that `create` stored.
    func samples(of id: String) async throws -> SampleSet
    func experiments(_ query: ExperimentQuery) async throws -> Page<Experiment>
    func update(_ id: String, _ change: ExperimentChange) async throws
    /// Soft delete; `restore` undoes it.
    func delete(_ id: String) async throws
    func restore(_ id: String) async throws

    // MARK: Running
    /// Takes the experiment for this process, so that no two run it. Succeeds when nobody holds it, or the holder
    /// is dead (its process on this host is gone, or its last heartbeat is older than 30 s).
    /// - Throws: conflict naming the holder.
    func claim(_ id: String, by owner: RunOwner) async throws
    /// Renews the claim. - Throws: conflict when somebody else took it.
    func heartbeat(_ id: String, by owner: RunOwner) async throws
    func release(_ id: String, by owner: RunOwner) async throws
    /// Stores a finished sample with its calls, raises `done` and forgets what was kept of it while it was unfinished,
    /// all or nothing. A sample that is already there stays as it is: recording twice is harmless and returns false.
    @discardableResult
    func record(_ prediction: Prediction, calls: [ModelCall]) async throws -> Bool
    func finishedIndices(of id: String) async throws -> Set<Int>
    /// Removes the samples that failed, with their calls, so that they are asked again; lowers `done` by as many.
    func forgetFailures(of id: String) async throws
    /// Keeps what an unfinished sample has reached in place of what was kept before. Its calls are added to those kept
    /// before, so that only new ones need to be given. Does nothing for a sample that is finished.
    func keep(_ progress: SampleProgress, of id: String, index: Int) async throws
    /// What was kept of unfinished samples, by index.
    func unfinished(of id: String) async throws -> [Int: SampleProgress]
    /// Forgets what was kept of an unfinished sample; of all for nil.
    func discardUnfinished(of id: String, index: Int?) async throws

    // MARK: Reading and rescoring
    func predictions(of id: String, _ query: PredictionQuery) async throws -> Page<Prediction>
    func calls(of id: String, index: Int?, cursor: String?, limit: Int) async throws -> Page<ModelCall>
    /// Replaces the scores of these predictions (by index) and nothing else.
    func replaceScores(of id: String, _ scores: [Int: [String: Double]]) async throws
    /// Replaces the traces of these predictions (by index) and nothing else: for what is judged afterwards.
    func replaceTraces(of id: String, _ traces: [Int: JSONValue]) async throws
    func results(of id: String) async throws -> [MetricResult]
    func replaceResults(of id: String, _ results: [MetricResult]) async throws

    // MARK: Queue
    /// Puts experiments at the end of the server's waiting line, which outlives the process. Those that wait already
    /// keep their place.
    ///
    /// - Parameter batch: what was asked for together; turns alternate between batches.
    func enqueue(_ ids: [String], batch: String) async throws
    /// Takes an experiment out of the line; harmless when it is not in it.
    func dequeue(_ id: String) async throws
    /// Who waits (and who is being run), in the order of arrival. Deleted experiments are left out.
    func queue() async throws -> [QueueEntry]

    // MARK: Overviews
    /// How agents' runs ended and how often their tools failed; empty for a method that is no agent.
    func agentFigures(of id: String) async throws -> AgentFigures
    /// The results of many experiments in one query; ids without results, or of no experiment, are absent.
    ///
    /// - Parameter metrics: only these metrics; nil for each experiment's first (the deciding one), its `latency.p50`
    ///   and `tokens.total`.
    func results(of ids: [String], metrics: [String]?) async throws -> [String: [MetricResult]]
    /// Sums of the scores stored so far, by metric, in one query: what running results are made from.
    func scoreTallies(of id: String) async throws -> [ScoreTally]
    /// Every finished sample's score of one metric (nil when it has none), in sample order.
    func outcomes(of id: String, metric: String, range: Range<Int>) async throws -> [SampleOutcome]
    /// The errors of the samples that failed, each text once, in the order of their first samples.
    func failures(of id: String) async throws -> [FailureCount]
    /// Latencies of all answered samples, sorted, in seconds.
    func latencies(of id: String) async throws -> [Double]
    /// What the filters of a list can offer, with the number of experiments each.
    func facets() async throws -> ExperimentFacets
    /// For every data set the best completed experiment, among those that answered the same questions and are judged by
    /// the same deciding metric (the sample with the most questions that two or more answered, else the latest), in the
    /// order of the data sets' names. Of equals the first made leads.
    func leaders() async throws -> [DatasetLeader]
    /// Whether the store is there and answers, for health checks.
    func ping() async throws

    /// Closes connections. Later calls throw.
    func close() async throws
}

/// Which process runs an experiment.
package struct RunOwner: Sendable, Codable, Hashable {
    package var host: String
    package var pid: Int
    /// Random, so that a recycled pid is not mistaken for its predecessor.
    package var token: String

    package init(host: String, pid: Int, token: String) {
        self.host = host
        self.pid = pid
        self.token = token
    }
}

/// Fields of an experiment that change while it lives; nil leaves a field as it is.
package struct ExperimentChange: Sendable, Hashable {
    package var name: String?
    package var tags: [String]?
    package var status: ExperimentStatus?
    /// `.some(nil)` clears the error.
    package var error: String??
    package var provenance: JSONValue?
    package var startedAt: Date?
    /// `.some(nil)` clears the date (a resumed experiment is not finished).
    package var finishedAt: Date??
    /// Seconds to add to `elapsed`.
    package var addedElapsed: Double?

    package init(
        name: String? = nil, tags: [String]? = nil, status: ExperimentStatus? = nil, error: String?? = nil,
        provenance: JSONValue? = nil, startedAt: Date? = nil, finishedAt: Date?? = nil, addedElapsed: Double? = nil
    ) {
        self.name = name
        self.tags = tags
        self.status = status
        self.error = error
        self.provenance = provenance
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.addedElapsed = addedElapsed
    }
}

package struct Page<Item: Sendable>: Sendable {
    package var items: [Item]
    /// Pass it back for the next page; nil on the last.
    package var next: String?
    /// Matches over all pages.
    package var total: Int

    package init(items: [Item], next: String?, total: Int) {
        self.items = items
        self.next = next
        self.total = total
    }
}

extension Page: Encodable where Item: Encodable {}
extension Page: Equatable where Item: Equatable {}

/// The order of a list; equal ones follow in the order of their making, in the same direction.
package enum ExperimentSort: String, Sendable, Codable, CaseIterable {
    /// Newest first.
    case created
    /// From A to Z, ignoring the case of ASCII letters.
    case name
    /// Most recently finished first.
    case finished
    /// Highest value of the deciding (first) metric first; experiments without results last.
    case value
    /// Lowest median latency first; without results last.
    case latency
    /// Most tokens first; without results last.
    case tokens
    /// Most questions first.
    case samples
    /// This and the next three from A to Z.
    case method
    case model
    case dataset
    case status
}

/// Which experiments a list shows, by whether they are deleted.
package enum DeletedFilter: String, Sendable, Codable, CaseIterable {
    /// Those that are not deleted.
    case hidden
    /// All.
    case shown
    /// The deleted ones alone.
    case only
}

package struct ExperimentQuery: Sendable, Hashable {
    package var statuses: Set<ExperimentStatus>
    package var method: String?
    package var model: String?
    package var dataset: String?
    package var tag: String?
    /// Part of the name, ignoring case.
    package var text: String?
    package var deleted: DeletedFilter
    /// False leaves `config` and `provenance` empty, which is most of an experiment: for lists that do not show them.
    package var hasDetails: Bool
    /// False leaves the page's `total` 0: counting all that matches takes as long as there are many.
    package var countsAll = true
    package var sort: ExperimentSort
    /// The other way round; what has no value stays last.
    package var isReversed: Bool
    /// After this page; goes before `offset`.
    package var cursor: String?
    /// Matches to skip, for pages by number.
    package var offset: Int
    package var limit: Int

    package init(
        statuses: Set<ExperimentStatus> = [], method: String? = nil, model: String? = nil, dataset: String? = nil,
        tag: String? = nil, text: String? = nil, deleted: DeletedFilter = .hidden,
        hasDetails: Bool = true, sort: ExperimentSort = .created,
        isReversed: Bool = false, cursor: String? = nil, offset: Int = 0, limit: Int = 50
    ) {
        self.statuses = statuses
        self.method = method
        self.model = model
        self.dataset = dataset
        self.tag = tag
        self.text = text
        self.deleted = deleted
        self.hasDetails = hasDetails
        self.sort = sort
        self.isReversed = isReversed
        self.cursor = cursor
        self.offset = offset
        self.limit = limit
    }
}

package enum PredictionSort: String, Sendable, Codable, CaseIterable {
    /// Position in the sample set.
    case index
    case slowest
    case fastest
}

package struct PredictionQuery: Sendable, Hashable {
    /// With `correct`, only samples whose score of this metric is (not) 1.
    package var metric: String?
    package var correct: Bool?
    /// Part of the question, the output or the answer, ignoring case.
    package var text: String?
    package var flag: AnswerFlag?
    package var status: PredictionStatus?
    /// Only agents' runs that ended so (`answered`, `stuck`).
    package var ending: String?
    /// Only these positions of the sample set; nil for all.
    package var indices: Set<Int>?
    package var sort: PredictionSort
    /// After this page; goes before `offset`.
    package var cursor: String?
    /// Matches to skip, for pages by number.
    package var offset: Int
    package var limit: Int

    package init(
        metric: String? = nil, correct: Bool? = nil, text: String? = nil, flag: AnswerFlag? = nil,
        status: PredictionStatus? = nil, ending: String? = nil, indices: Set<Int>? = nil,
        sort: PredictionSort = .index, cursor: String? = nil, offset: Int = 0, limit: Int = 50
    ) {
        self.ending = ending
        self.indices = indices
        self.metric = metric
        self.correct = correct
        self.text = text
        self.flag = flag
        self.status = status
        self.sort = sort
        self.cursor = cursor
        self.offset = offset
        self.limit = limit
    }
}
