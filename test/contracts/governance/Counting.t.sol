// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Counting} from "../../../contracts/governance/Counting.sol";
import {TestBase} from "../Vm.sol";

/// @notice The arithmetic of two chambers equals a plain reading of the rules.
contract CountingTest is TestBase {
    using Counting for Counting.Frozen;
    using Counting for Counting.Tally;

    uint8 private constant BOTH = Counting.PEOPLE_ACTIVE | Counting.TECHNICAL_ACTIVE;

    function testFuzz_outcomeFollowsBothChambers(
        uint8 class,
        uint8 flags,
        uint16[6] memory votes,
        uint16[2] memory silent
    ) public pure {
        Counting.Frozen memory frozen = _frozen(class % 4, flags & (BOTH | Counting.DEADLOCK));
        (Counting.Tally memory people, Counting.Tally memory technical) = _tallies(votes);
        frozen.people = uint32(_sum(people) + silent[0]);
        frozen.technical = uint80(_sum(technical) + silent[1]);
        bool passes = frozen.quorumReached(people, technical) && frozen.agreed(people, technical);
        assert(passes == _passes(frozen, people, technical));
        bool technicalPasses =
            !_active(frozen, Counting.TECHNICAL_ACTIVE) ||
                _holds(technical, frozen.technical, frozen.technicalQuorum, frozen.majority);
        if (frozen.class != 0) {
            assert(frozen.technicalRefused(people, technical) == (_peoplePass(frozen, people) && !technicalPasses));
        }
        assert(frozen.overruled(people, 3000) == _overrules(frozen, people));
    }

    /// One more vote for never defeats what passed, one more against never saves what failed.
    function testFuzz_votesPushTheirWay(uint8 class, uint16[6] memory votes, uint16 more, bool operator) public pure {
        Counting.Frozen memory frozen = _frozen(class % 4, BOTH);
        (Counting.Tally memory people, Counting.Tally memory technical) = _tallies(votes);
        frozen.people = uint32(_sum(people) + more);
        frozen.technical = uint80(_sum(technical) + more);
        bool before = frozen.agreed(people, technical);
        Counting.Tally memory side = operator ? technical : people;
        if (before) {
            side.add(Counting.FOR, more);
            assert(frozen.agreed(people, technical));
        } else {
            side.add(Counting.AGAINST, more);
            assert(!frozen.agreed(people, technical));
        }
    }

    function testFuzz_jointWeightsAddUpToTheWhole(uint32 people, uint80 technical) public pure {
        uint256 whole = Counting.joint(people, people, technical, technical);
        assert(whole == (people == 0 ? 0 : 5e17) + (technical == 0 ? uint256(0) : 5e17));
    }

    function testFuzz_shareRoundsUp(uint80 total, uint16 basisPoints) public pure {
        uint256 part = _bound(basisPoints, 0, 10_000);
        uint256 needed = Counting.share(total, part);
        assert(needed * 10_000 >= uint256(total) * part);
        assert(needed == 0 || (needed - 1) * 10_000 < uint256(total) * part);
    }

    function test_countsNothingInEmptyChambers() public pure {
        Counting.Tally memory none;
        assert(Counting.joint(0, 0, 0, 0) == 0);
        for (uint8 class = 1; class < 4; ++class) {
            assert(!_frozen(class, BOTH).agreed(none, none));
            assert(!_frozen(class, 0).quorumReached(none, none));
        }
        assert(_frozen(0, 0).quorumReached(none, none) && _frozen(0, 0).agreed(none, none));
        // Silence is not opposition, however small the chamber.
        Counting.Frozen memory one = _frozen(0, BOTH);
        (one.people, one.technical) = (1, 1);
        assert(one.agreed(none, none));
    }

    function test_oneMemberDecidesAChamberOfOne() public pure {
        Counting.Frozen memory frozen = _frozen(1, BOTH);
        (frozen.people, frozen.technical) = (1, 1);
        Counting.Tally memory people;
        Counting.Tally memory technical;
        people.add(Counting.FOR, 1);
        assert(!frozen.quorumReached(people, technical));
        technical.add(Counting.FOR, 1);
        assert(frozen.quorumReached(people, technical) && frozen.agreed(people, technical));
        frozen.class = 0;
        people.add(Counting.AGAINST, 1);
        assert(!frozen.agreed(people, technical));
    }

    function test_tiesFailWhateverTheMajority() public pure {
        Counting.Frozen memory frozen = _frozen(1, Counting.PEOPLE_ACTIVE | Counting.TECHNICAL_ACTIVE);
        frozen.majority = 0;
        Counting.Tally memory tie = Counting.Tally(5, 5, 0);
        Counting.Tally memory yes = Counting.Tally(0, 1, 0);
        assert(!frozen.agreed(tie, yes) && !frozen.agreed(yes, tie) && frozen.agreed(yes, yes));
    }

    function _frozen(uint8 class, uint8 flags) private pure returns (Counting.Frozen memory it) {
        it.class = class;
        it.flags = flags;
        if (class == 0) it.objection = 1000;
        if (class == 1) (it.peopleQuorum, it.technicalQuorum, it.majority) = (1000, 2000, 5000);
        if (class == 2) (it.peopleQuorum, it.technicalQuorum, it.majority) = (1500, 3000, 6000);
        if (class == 3) (it.peopleQuorum, it.technicalQuorum, it.majority) = (2500, 4000, 6667);
    }

    function _tallies(
        uint16[6] memory votes
    ) private pure returns (Counting.Tally memory people, Counting.Tally memory technical) {
        for (uint8 support = 0; support < 3; ++support) {
            people.add(support, votes[support]);
            technical.add(support, votes[3 + support]);
        }
    }

    function _sum(Counting.Tally memory it) private pure returns (uint256) {
        return uint256(it.against) + it.forVotes + it.abstain;
    }

    function _active(Counting.Frozen memory frozen, uint8 flag) private pure returns (bool) {
        return (frozen.flags / flag) % 2 == 1;
    }

    /// The rules in words.
    function _passes(
        Counting.Frozen memory frozen,
        Counting.Tally memory people,
        Counting.Tally memory technical
    ) private pure returns (bool) {
        bool peopleActive = _active(frozen, Counting.PEOPLE_ACTIVE);
        bool technicalActive = _active(frozen, Counting.TECHNICAL_ACTIVE);
        if (frozen.class == 0) {
            if (peopleActive && uint256(people.against) * 10 >= frozen.people) return false;
            return !(technicalActive && uint256(technical.against) * 10 >= frozen.technical);
        }
        if (!_peoplePass(frozen, people)) return false;
        return !technicalActive || _holds(technical, frozen.technical, frozen.technicalQuorum, frozen.majority);
    }

    function _peoplePass(Counting.Frozen memory frozen, Counting.Tally memory people) private pure returns (bool) {
        if (!_active(frozen, Counting.PEOPLE_ACTIVE)) return false;
        bool alone = !_active(frozen, Counting.TECHNICAL_ACTIVE);
        uint256 majority = alone && frozen.majority < 6667 ? 6667 : frozen.majority;
        return _holds(people, frozen.people, frozen.peopleQuorum, majority);
    }

    function _overrules(Counting.Frozen memory frozen, Counting.Tally memory people) private pure returns (bool) {
        bool asked = _active(frozen, Counting.DEADLOCK) && _active(frozen, Counting.PEOPLE_ACTIVE);
        bool turnout = _sum(people) * 10 >= uint256(frozen.people) * 3;
        return asked && turnout && _holds(people, 0, 0, 6667);
    }

    function _holds(
        Counting.Tally memory side,
        uint256 total,
        uint256 quorum,
        uint256 majority
    ) private pure returns (bool) {
        bool enough = (uint256(side.forVotes) + side.abstain) * 10_000 >= total * quorum;
        bool most = uint256(side.forVotes) * 10_000 >= (uint256(side.forVotes) + side.against) * majority;
        return enough && most && side.forVotes > side.against;
    }
}
