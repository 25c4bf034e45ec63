package import ForgeCore

/// What goes wrong with training data, a base model, a run or its checkpoints.
package typealias TrainingError = DomainError<TrainingDomain>

package enum TrainingDomain {}
