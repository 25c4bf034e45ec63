package import ForgeCore

/// What goes wrong with trainings as the platform keeps them: configs, folders, review of pairs, the background run.
package typealias TuningError = DomainError<TuningDomain>

package enum TuningDomain {}
