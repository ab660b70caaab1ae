"""What leaders agree on about money: an amount moved from one unit to another, undone when both may still undo it.

Nobody above is asked. What one side proposes binds nobody until the other has said yes, and silence is a no.
"""
