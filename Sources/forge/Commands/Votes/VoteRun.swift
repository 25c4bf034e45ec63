import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTerminal
import Foundation

struct VoteRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Vote on the pairs of a study, one after the other.",
        discussion: """
            Keys: 1 or a left (first), 2 or b right (second), 0 or t tie, 9 or n neither is any good, s skip, u take the \
            last vote back, q stop. Every vote is kept at once; the same name goes on where it was. Without a terminal \
            one key a line is read from standard input.

            EXAMPLE
              forge vote run STUDY --voter Ann
            """)

    @Argument(help: "Study by id or name.")
    var study: String
    @Option(help: "Your name.")
    var voter: String

    func run() async throws {
        let person = try Voter(person: voter)
        try await Workshop.open { workshop in
            let found = try await workshop.votes.store.findStudy(study)
            guard found.isOpen else {
                throw CommandError(
                    .conflict, "votes.closed", "The vote study \(found.name) takes no votes any more.",
                    remedy: "See its results: `forge vote show \(found.id)`.")
            }
            let turn = try await BallotSession(service: workshop.votes, study: found, voter: person).run()
            print("\(turn.done) of \(turn.total) pairs voted on by \(person.name)")
            print(
                turn.done < turn.total
                    ? "go on with: forge vote run \(found.id) --voter \"\(person.name)\""
                    : "when everybody has voted: forge vote close \(found.id)")
        }
    }
}

/// Shows pairs and takes votes until all are given or the voter stops.
struct BallotSession {
    let service: VoteService
    let study: VoteStudy
    let voter: Voter

    private enum Answer {
        case vote(VoteVerdict), undo, stop
    }

    /// - Returns: where the voter is at the end.
    func run() async throws -> VoteTurn {
        let keys = TerminalKeys()
        let terminal = Terminal.of(descriptor: 1)
        var turn = try await service.turn(of: voter, in: study.id)
        while let item = turn.item {
            print(BallotText(item, turn: turn).rendered(for: terminal))
            let shown = ContinuousClock.now
            switch answer(keys, terminal) {
            case .stop: return turn
            case .undo:
                turn = try await service.undo(by: voter, in: study.id)
                print(turn.wasUndone == true ? "took the last vote back" : "there is no vote to take back")
            case .vote(let verdict):
                try await service.cast(
                    verdict, on: item.position, by: voter, seconds: (ContinuousClock.now - shown).seconds,
                    in: study.id)
                turn = try await service.turn(of: voter, in: study.id)
            }
        }
        return turn
    }

    /// Waits for a key that means something.
    private func answer(_ keys: borrowing TerminalKeys, _ terminal: Terminal) -> Answer {
        while true {
            guard let key = keys.next() else { return .stop }
            switch key {
            case "1", "a": return say("left", .vote(.left))
            case "2", "b": return say("right", .vote(.right))
            case "0", "t": return say("tie", .vote(.tie))
            case "9", "n": return say("neither", .vote(.bothBad))
            case "s": return say("skipped", .vote(.skip))
            case "u": return .undo
            case "q", "\u{3}", "\u{4}": return .stop
            default: continue
            }
        }
    }

    private func say(_ word: String, _ answer: Answer) -> Answer {
        print(word)
        return answer
    }
}
