// Live tensors are counted for the whole process, and threads are shared: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
