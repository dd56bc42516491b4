/** What people can do to an incident: who works on it, how bad it is, what is said about it, when it is over. */
export interface LifecycleUseCases {}
