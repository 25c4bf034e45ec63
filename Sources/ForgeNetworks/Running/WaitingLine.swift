/// Which sequences wait, of which request, and what goes into the next batch. A pure value: no threads, no model.
///
/// Batches take one sequence of each request in turn, so that a single query does not wait behind a long ingest.
struct WaitingLine {
    /// A sequence's place: its request and its index there.
    struct Place: Hashable {
        var request: Int
        var index: Int
    }

    private struct Waiting {
        var sequences: [TokenSequence]
        var next = 0
    }

    private var requests: [Int: Waiting] = [:]
    /// Requests that have sequences left, the next one's turn first.
    private var turns: [Int] = []
    private(set) var tokens = 0

    var isEmpty: Bool { turns.isEmpty }

    mutating func add(_ sequences: [TokenSequence], request: Int) {
        guard !sequences.isEmpty else { return }
        requests[request] = Waiting(sequences: sequences)
        turns.append(request)
        tokens += sequences.reduce(0) { $0 + $1.ids.count }
    }

    mutating func remove(request: Int) {
        guard let waiting = requests.removeValue(forKey: request) else { return }
        turns.removeAll { $0 == request }
        tokens -= waiting.sequences[waiting.next...].reduce(0) { $0 + $1.ids.count }
    }

    /// Up to `budget` tokens, but no more than one worker's share of what waits, and always one sequence.
    mutating func next(budget: Int, workers: Int) -> [(place: Place, sequence: TokenSequence)] {
        let share = (tokens + workers - 1) / workers
        let limit = min(budget, share)
        var batch: [(place: Place, sequence: TokenSequence)] = []
        var size = 0
        while let request = turns.first, var waiting = requests[request] {
            let sequence = waiting.sequences[waiting.next]
            guard batch.isEmpty || size + sequence.ids.count <= limit else { break }
            batch.append((Place(request: request, index: waiting.next), sequence))
            size += sequence.ids.count
            waiting.next += 1
            turns.removeFirst()
            if waiting.next < waiting.sequences.count {
                turns.append(request)
                requests[request] = waiting
            } else {
                requests[request] = nil
            }
        }
        tokens -= size
        return batch
    }
}
