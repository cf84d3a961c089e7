// The tests count live tensors and share libtorch's threads and random generator, so one runs at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
