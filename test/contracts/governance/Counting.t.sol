// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Counting} from "../../../contracts/governance/Counting.sol";
import {RuleBook} from "../../../contracts/governance/RuleBook.sol";
import {TestBase} from "../Vm.sol";

/// @notice The arithmetic of two chambers equals a plain reading of the rules.
contract CountingTest is TestBase {
    using Counting for Counting.Frame;

    uint8 private constant BOTH = Counting.PEOPLE_ACTIVE | Counting.TECHNICAL_ACTIVE;
    uint8 private constant FLAGS = BOTH | Counting.DEADLOCK;

    /// @dev People, weight and heads; against, for, abstaining.
    struct Votes {
        uint256[3] people;
        uint256[3] weight;
        uint256[3] heads;
    }

    function testFuzz_outcomeFollowsBothChambers(
        uint8 class,
        uint8 flags,
        uint16[6] memory votes,
        uint8[3] memory rho,
        uint16[2] memory silent
    ) public pure {
        RuleBook.Ruleset memory rules = _rules(class % 4);
        Votes memory it = _votes(votes, rho);
        Counting.Frame memory frame;
        frame.flags = flags & FLAGS;
        frame.people = uint32(_sum(it.people) + silent[0]);
        frame.heads = uint24(_sum(it.heads) + silent[1]);
        uint256 tally = _tally(it);
        bool passes = frame.quorumReached(rules, tally) && frame.agreed(rules, tally);
        assert(passes == _passes(frame, rules, it));
        if (rules.class != 0) {
            bool refused = _peoplePass(frame, rules, it) && !_groupsPass(frame, rules, it);
            assert(frame.technicalRefused(rules, tally) == refused);
        }
        assert(frame.overruled(tally, 3000) == _overrules(frame, it));
    }

    /// One more vote for never defeats what passed, one more against never saves what failed.
    function testFuzz_votesPushTheirWay(
        uint8 class,
        uint16[6] memory votes,
        uint8[3] memory rho,
        bool group
    ) public pure {
        RuleBook.Ruleset memory rules = _rules(class % 4);
        Votes memory it = _votes(votes, rho);
        Counting.Frame memory frame;
        frame.flags = BOTH;
        (frame.people, frame.heads) = (uint32(_sum(it.people) + 1), uint24(_sum(it.heads) + 1));
        bool before = frame.agreed(rules, _tally(it));
        uint256 side = before ? Counting.FOR : Counting.AGAINST;
        if (group) (it.heads[side], it.weight[side]) = (it.heads[side] + 1, it.weight[side] + 1 + (rho[0] % 3));
        else ++it.people[side];
        assert(frame.agreed(rules, _tally(it)) == before);
    }

    function testFuzz_lanesDoNotTouchEachOther(uint16[9] memory votes) public pure {
        uint256 tally;
        for (uint256 i = 0; i < 9; ++i) tally = Counting.add(tally, i, votes[i]);
        for (uint256 i = 0; i < 9; ++i) tally = Counting.add(tally, i, votes[8 - i]);
        for (uint256 i = 0; i < 9; ++i) {
            assert(Counting.votesIn(tally, i) == uint256(votes[i]) + votes[8 - i]);
        }
    }

    function testFuzz_jointWeightsAddUpToTheWhole(uint32 people, uint80 technical) public pure {
        uint256 whole = Counting.joint(people, people, technical, technical);
        assert(whole == (people == 0 ? 0 : 5e17) + (technical == 0 ? uint256(0) : 5e17));
    }

    function testFuzz_shareRoundsUp(uint80 total, uint16 basisPoints) public pure {
        uint256 part = _bound(basisPoints, 0, 10_000);
        uint256 needed = Counting.share(total, part);
        if (part == Counting.TWO_THIRDS) {
            assert(needed * 3 >= uint256(total) * 2 && (needed == 0 || (needed - 1) * 3 < uint256(total) * 2));
            return;
        }
        assert(needed * 10_000 >= uint256(total) * part);
        assert(needed == 0 || (needed - 1) * 10_000 < uint256(total) * part);
    }

    /// 6,667 basis points are more than two thirds: two of three and twenty of thirty would fail.
    function test_twoThirdsAreExact() public pure {
        RuleBook.Ruleset memory rules = _rules(3);
        Counting.Frame memory frame;
        (frame.flags, frame.people) = (Counting.PEOPLE_ACTIVE, 30);
        Votes memory it;
        for (uint256 n = 1; n <= 100; ++n) {
            (it.people[Counting.FOR], it.people[Counting.AGAINST]) = (2 * n, n);
            assert(frame.agreed(rules, _tally(it)));
            --it.people[Counting.FOR];
            assert(!frame.agreed(rules, _tally(it)));
        }
        assert(Counting.share(3, 6667) == 2 && Counting.share(30, 6667) == 20);
    }

    function test_tiesFailWhateverTheMajority() public pure {
        RuleBook.Ruleset memory rules = _rules(1);
        rules.majority = 0;
        Counting.Frame memory frame;
        frame.flags = BOTH;
        Votes memory it;
        (it.people[0], it.people[1]) = (5, 5);
        (it.weight[1], it.heads[1]) = (3, 2);
        assert(!frame.agreed(rules, _tally(it)));
        (it.people[0], it.weight[0]) = (0, 3);
        assert(!frame.agreed(rules, _tally(it)));
        it.weight[0] = 2;
        assert(frame.agreed(rules, _tally(it)));
    }

    function test_supportBelowHalfAQuorumIsWeak() public pure {
        Counting.Frame memory frame;
        (frame.flags, frame.people, frame.heads) = (BOTH, 40, 12);
        Votes memory it;
        (it.people[Counting.FOR], it.people[Counting.ABSTAIN], it.heads[Counting.FOR]) = (1, 30, 1);
        assert(frame.isWeak(_rules(1), _tally(it), 0) && frame.isWeak(_rules(1), _tally(it), 1));
        (it.people[Counting.FOR], it.heads[Counting.FOR]) = (2, 2);
        assert(!frame.isWeak(_rules(1), _tally(it), 0) && !frame.isWeak(_rules(1), _tally(it), 1));
        assert(!frame.isWeak(_rules(0), _tally(it), 0));
        it.people[Counting.AGAINST] = 4;
        assert(frame.isWeak(_rules(0), _tally(it), 0));
    }

    function _rules(uint8 class) private pure returns (RuleBook.Ruleset memory) {
        if (class == 0) return RuleBook.Ruleset(0, 0, 0, 0, 0, 1000, 1);
        if (class == 1) return RuleBook.Ruleset(1, 1000, 3, 3333, 5000, 0, 1);
        if (class == 2) return RuleBook.Ruleset(2, 1500, 4, 5000, 6000, 0, 1);
        return RuleBook.Ruleset(3, 2500, 5, 6667, 6667, 0, 1);
    }

    /// @dev Weights of 1 to 3 a head.
    function _votes(uint16[6] memory votes, uint8[3] memory rho) private pure returns (Votes memory it) {
        for (uint256 i = 0; i < 3; ++i) {
            it.people[i] = votes[i];
            it.heads[i] = votes[3 + i];
            it.weight[i] = it.heads[i] * (1 + (rho[i] % 3));
        }
    }

    function _tally(Votes memory it) private pure returns (uint256 tally) {
        for (uint256 i = 0; i < 3; ++i) {
            tally = Counting.add(tally, Counting.PEOPLE + i, it.people[i]);
            tally = Counting.add(tally, Counting.WEIGHT + i, it.weight[i]);
            tally = Counting.add(tally, Counting.HEADS + i, it.heads[i]);
        }
    }

    function _sum(uint256[3] memory it) private pure returns (uint256) {
        return it[0] + it[1] + it[2];
    }

    function _active(Counting.Frame memory frame, uint8 flag) private pure returns (bool) {
        return (frame.flags / flag) % 2 == 1;
    }

    /// The rules in words.
    function _passes(
        Counting.Frame memory frame,
        RuleBook.Ruleset memory rules,
        Votes memory it
    ) private pure returns (bool) {
        if (rules.class == 0) {
            if (_active(frame, 2) && it.people[0] * 10 >= frame.people) return false;
            return !(_active(frame, 4) && it.heads[0] * 10 >= frame.heads);
        }
        return _peoplePass(frame, rules, it) && _groupsPass(frame, rules, it);
    }

    function _peoplePass(
        Counting.Frame memory frame,
        RuleBook.Ruleset memory rules,
        Votes memory it
    ) private pure returns (bool) {
        if (!_active(frame, 2)) return false;
        uint256 cast = it.people[1] + it.people[2];
        if (cast < rules.peopleLeast || cast * 10_000 < uint256(frame.people) * rules.peopleQuorum) return false;
        return _majority(it.people, _active(frame, 4) ? rules.majority : 6667);
    }

    function _groupsPass(
        Counting.Frame memory frame,
        RuleBook.Ruleset memory rules,
        Votes memory it
    ) private pure returns (bool) {
        if (!_active(frame, 4)) return true;
        bool enough =
            rules.class == 3
                ? it.heads[1] * 3 >= uint256(frame.heads) * 2
                : it.heads[1] * 10_000 >= uint256(frame.heads) * rules.technicalHeads;
        if (!enough || it.heads[1] < 2) return false;
        if (rules.class > 1 && it.heads[1] <= it.heads[0]) return false;
        return _majority(rules.class == 3 ? it.heads : it.weight, rules.majority);
    }

    function _overrules(Counting.Frame memory frame, Votes memory it) private pure returns (bool) {
        bool asked = _active(frame, 8) && _active(frame, 2);
        return asked && _sum(it.people) * 10 >= uint256(frame.people) * 3 && _majority(it.people, 6667);
    }

    function _majority(uint256[3] memory it, uint256 needed) private pure returns (bool) {
        if (it[1] <= it[0]) return false;
        if (needed == 6667) return it[1] * 3 >= (it[0] + it[1]) * 2;
        return it[1] * 10_000 >= (it[0] + it[1]) * needed;
    }
}
