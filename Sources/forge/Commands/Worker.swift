import ArgumentParser
import ForgeCore
import ForgeLab
import Foundation

struct Worker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run experiments that wait in a shared line, beside a server on another machine.",
        discussion: """
            Works on the waiting line of the PostgreSQL database in DATABASE_URL, one experiment at a time, until it is \
            ended. Several workers and servers share the line. When one is killed, another takes its experiment over and \
            goes on after the last stored sample: at once on the same machine, 30 s after the last sign of life from \
            another one.

            EXAMPLE
              DATABASE_URL=postgresql://forge:secret@db.example.org/forge?sslmode=require forge worker
            """)

    @Option(help: "Different models in memory at once.")
    var models = 1
    @Option(help: "How it is logged: text, or json for a line of JSON each.")
    var logFormat = LogFormat.text

    func validate() throws {
        guard (1...64).contains(models) else { throw ValidationError("--models must be from 1 to 64.") }
    }

    func run() async throws {
        try await Workshop.open { workshop in
            guard workshop.store is any SharedLine else { throw SharedLineError.missing }
            let (laboratory, capacity) = (workshop.laboratory, models)
            let log = WorkerLog(logFormat)
            let place = try StorePlace(home: workshop.home)
            log.note("waiting for experiments in \(place)")
            do {
                try await untilInterrupted {
                    let events = LiveEvents()
                    let engines = EnginePool(capacity: capacity, load: laboratory.engines)
                    let queue = ExperimentQueue(laboratory: laboratory, engines: engines, events: events)
                    try await log.follow(events) { try await queue.run() }
                    await engines.shutdown()
                }
            } catch is CancellationError {
                log.note("ended; what was running goes on elsewhere or at the next start")
            }
        }
    }
}

enum SharedLineError {
    static let missing = CommandError(
        .invalidInput, "worker.alone", "Only a PostgreSQL database has a line that several processes share.",
        cause: "Results are kept in a file of SQLite, whose line one server works on.",
        remedy: "Set DATABASE_URL to postgresql://…, or use forge run and forge serve.")
}
