// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Counting} from "../../../contracts/governance/Counting.sol";
import {RuleBook} from "../../../contracts/governance/RuleBook.sol";
import {TestBase} from "../Vm.sol";

/// @notice The recommended rules, for every number of groups from where a chamber stays open to sixty: seven groups once
/// opened the technical chamber and thereby made every constitutional vote impossible.
contract ChambersTest is TestBase {
    using Counting for Counting.Frame;

    uint256 private constant LEAST = 5;
    uint256 private constant MOST = 60;

    /// Whatever the weights, as many as the rules ask for pass alone while all others are silent; one fewer never.
    function test_enoughHeadsPassAloneAndFewerNever() public pure {
        for (uint256 groups = LEAST; groups <= MOST; ++groups) {
            for (uint8 class = 1; class < 4; ++class) {
                uint256 needed = _frame(groups).headsNeeded(_rules(class));
                assert(needed <= groups);
                // Heavy or light, unanimous heads are a majority of what was cast.
                assert(_passes(class, groups, needed, needed, 0, 0));
                assert(_passes(class, groups, needed, needed * _heaviest(groups), 0, 0));
                assert(!_passes(class, groups, needed - 1, (needed - 1) * _heaviest(groups), 0, 0));
            }
        }
    }

    /// A third of the groups may be silent in every class, and a constitutional vote needs half of all at least.
    function test_silenceOfAThirdStopsNothing() public pure {
        for (uint256 groups = LEAST; groups <= MOST; ++groups) {
            for (uint8 class = 1; class < 4; ++class) {
                uint256 needed = _frame(groups).headsNeeded(_rules(class));
                assert(groups - needed >= (groups / 3 > 1 ? groups / 3 : 1));
                assert(class == 1 ? 4 * needed > groups : 2 * needed >= groups);
            }
        }
    }

    /// One group against all others stops nothing, as heavy as it may be; in class 3 not even a third of the groups does.
    function test_noFewBlockAgainstAllOthers() public pure {
        for (uint256 groups = LEAST; groups <= MOST; ++groups) {
            for (uint8 class = 1; class < 4; ++class) {
                uint256 few = class == 3 && groups >= 6 ? groups / 3 : 1;
                for (uint256 no = 1; no <= few; ++no) {
                    assert(_passes(class, groups, groups - no, groups - no, no, no * _heaviest(groups)));
                }
            }
        }
    }

    /// Nobody's share of the weight exceeds a third, however much it did and the others did not.
    function test_noGroupHoldsAThirdOfTheWeight() public pure {
        for (uint256 groups = LEAST; groups <= MOST; ++groups) {
            assert(3 * _heaviest(groups) <= _heaviest(groups) + groups - 1);
        }
    }

    /// Every ballot of up to twelve groups, with any number of them heavy on each side: the three promises, by brute force.
    function test_everyBallotOfAChamberOfTwelveOrFewer() public pure {
        for (uint256 groups = LEAST; groups <= 12; ++groups) {
            for (uint256 yes = 0; yes <= groups; ++yes) {
                for (uint256 no = 0; yes + no <= groups; ++no) _checkBallot(groups, yes, no);
            }
        }
    }

    function testFuzz_everySizeHasAQuorumOfPeople(uint32 people) public pure {
        people = uint32(_bound(people, 20, 1_000_000));
        Counting.Frame memory frame;
        frame.people = people;
        uint256 before;
        for (uint8 class = 1; class < 4; ++class) {
            uint256 needed = frame.peopleNeeded(_rules(class));
            assert(needed >= before && 2 * needed <= people);
            before = needed;
        }
    }

    function _checkBallot(uint256 groups, uint256 yes, uint256 no) private pure {
        uint256 heavy = _heaviest(groups) - 1;
        for (uint8 class = 1; class < 4; ++class) {
            uint256 needed = _frame(groups).headsNeeded(_rules(class));
            for (uint256 h = 0; h <= yes; ++h) {
                for (uint256 k = 0; k <= no; ++k) {
                    bool passed = _passes(class, groups, yes, yes + heavy * h, no, no + heavy * k);
                    if (no == 0 && yes >= needed) assert(passed);
                    if (yes < needed || (class > 1 && yes <= no)) assert(!passed);
                    if (class == 3) assert(passed == (yes >= needed && yes > no && yes >= 2 * no));
                }
            }
        }
    }

    function _passes(
        uint8 class,
        uint256 groups,
        uint256 yes,
        uint256 weightFor,
        uint256 no,
        uint256 weightAgainst
    ) private pure returns (bool) {
        uint256 tally = Counting.add(0, Counting.HEADS + Counting.FOR, yes);
        tally = Counting.add(tally, Counting.HEADS + Counting.AGAINST, no);
        tally = Counting.add(tally, Counting.WEIGHT + Counting.FOR, weightFor);
        tally = Counting.add(tally, Counting.WEIGHT + Counting.AGAINST, weightAgainst);
        RuleBook.Ruleset memory rules = _rules(class);
        Counting.Frame memory frame = _frame(groups);
        return frame.technicalReached(rules, tally) && frame.technicalAgreed(rules, tally);
    }

    function _frame(uint256 groups) private pure returns (Counting.Frame memory frame) {
        frame.heads = uint24(groups);
        frame.flags = Counting.TECHNICAL_ACTIVE | Counting.PEOPLE_ACTIVE;
    }

    /// @dev As the ledger's steps: one up to five groups, two from six, three from twelve.
    function _heaviest(uint256 groups) private pure returns (uint256) {
        uint256 steps = 1 + groups / 6;
        return steps > 3 ? 3 : steps;
    }

    function _rules(uint8 class) private pure returns (RuleBook.Ruleset memory) {
        if (class == 1) return RuleBook.Ruleset(1, 1500, 5, 3333, 5000, 0, 1);
        if (class == 2) return RuleBook.Ruleset(2, 2500, 7, 5000, 6000, 0, 1);
        return RuleBook.Ruleset(3, 3300, 9, 5000, 6667, 0, 1);
    }
}
