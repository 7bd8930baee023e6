// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {ICommonsGovernor} from "../../../contracts/governance/ICommonsGovernor.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice Ballots: who casts them, when, and what they count.
contract VotingTest is GovernanceTest {
    uint256 private constant BOTH = 7;
    uint256 private _id;

    function setUp() public override {
        super.setUp();
        _technical.set(BOTH, WEIGHT);
        vm.warp(block.timestamp + 1);
        _id = _open(_proposal(Switchboard.ordinary.selector, "a"));
    }

    function test_countsAPersonInOneChamber() public {
        uint256 joint = uint256(5e17) / PEOPLE;
        vm.expectEmit(address(_governor));
        emit ICommonsGovernor.ChamberVote(_account(1), _id, FOR, FOR, 1, 0);
        vm.expectEmit(address(_governor));
        emit IGovernor.VoteCast(_account(1), _id, FOR, joint, "");
        vm.prank(_account(1));
        assert(_governor.castVote(_id, FOR) == joint);
        _assertVotes(0, 0, 1, 0);
        _assertVotes(1, 0, 0, 0);
        assert(_governor.hasVoted(_id, _account(1)) && !_governor.hasVoted(_id, _account(2)));
        assert(_governor.getVotes(_account(1), _governor.proposalSnapshot(_id)) == joint);
    }

    function test_letsAMemberOfBothChambersDiffer() public {
        uint256 joint = uint256(5e17) / PEOPLE + uint256(5e17) / (OPERATORS + 1);
        vm.expectEmit(address(_governor));
        emit ICommonsGovernor.ChamberVote(_account(BOTH), _id, AGAINST, ABSTAIN, 1, WEIGHT);
        vm.expectEmit(address(_governor));
        emit IGovernor.VoteCastWithParams(_account(BOTH), _id, AGAINST, joint, "why", hex"02");
        vm.prank(_account(BOTH));
        _governor.castVoteWithReasonAndParams(_id, AGAINST, "why", hex"02");
        _assertVotes(0, 1, 0, 0);
        _assertVotes(1, 0, 0, WEIGHT);
        (uint256 against, uint256 forVotes, uint256 abstain) = _governor.proposalVotes(_id);
        assert(against == uint256(5e17) / PEOPLE && forVotes == 0 && abstain == uint256(5e17) / (OPERATORS + 1));
        assert(_governor.getVotes(_account(BOTH), block.timestamp - 1) == joint);
    }

    function test_countsEachIdentityOnce() public {
        _vote(_id, 1, FOR);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, _account(1)));
        _vote(_id, 1, AGAINST);
        _assertVotes(0, 0, 1, 0);
        // Identities share a word of the bitmap without disturbing each other.
        _vote(_id, 2, AGAINST);
        _vote(_id, 101, ABSTAIN);
        _assertVotes(0, 1, 1, 0);
    }

    function test_countsARekeyedIdentityOnce() public {
        _vote(_id, 1, FOR);
        address next = address(0x9999);
        _identities.set(1, next, 1);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, next));
        vm.prank(next);
        _governor.castVote(_id, FOR);
        assert(_governor.hasVoted(_id, next) && _governor.hasVoted(_id, _account(1)));
        _identities.set(2, address(0x8888), 1);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.IdentityInactive.selector, _account(2), 2));
        _vote(_id, 2, FOR);
        assert(_governor.getVotes(_account(2), block.timestamp - 1) == 0);
    }

    function test_refusesThoseWithoutActiveIdentityOrVotes() public {
        _identities.setActive(3, false);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.IdentityInactive.selector, _account(3), 3));
        _vote(_id, 3, FOR);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.IdentityInactive.selector, address(0x77), 0));
        vm.prank(address(0x77));
        _governor.castVote(_id, FOR);
        _identities.set(50, _account(50), 1);
        _people.set(50, 1);
        uint256 snapshot = _governor.proposalSnapshot(_id);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.NoVotes.selector, _account(50), snapshot));
        _vote(_id, 50, FOR);
        assert(!_governor.hasVoted(_id, _account(50)));
    }

    function test_refusesUnknownChoices() public {
        vm.expectRevert(IGovernor.GovernorInvalidVoteType.selector);
        _vote(_id, 1, 3);
        vm.expectRevert(IGovernor.GovernorInvalidVoteType.selector);
        vm.prank(_account(1));
        _governor.castVoteWithReasonAndParams(_id, FOR, "", hex"03");
        vm.expectRevert(IGovernor.GovernorInvalidVoteParams.selector);
        vm.prank(_account(1));
        _governor.castVoteWithReasonAndParams(_id, FOR, "", hex"0101");
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.ChamberUnknown.selector, 2));
        _governor.chamberVotes(_id, 2);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.ChamberUnknown.selector, 2));
        _governor.chamberTotal(_id, 2);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.ChamberUnknown.selector, 2));
        _governor.chamberQuorum(_id, 2);
    }

    function test_countsFromAfterTheSnapshotThroughTheDeadline() public {
        uint256 id = _proposeBy(_proposal(Switchboard.ordinary.selector, "b"), 103, 104);
        uint256 snapshot = _governor.proposalSnapshot(id);
        assert(snapshot == block.timestamp + DELAY && _governor.proposalDeadline(id) == snapshot + PERIOD);
        vm.warp(snapshot);
        _assertState(id, IGovernor.ProposalState.Pending);
        assert(_governor.chamberTotal(id, 0) == 0 && !_isCounted(id, 0));
        _expectState(id, IGovernor.ProposalState.Pending);
        _vote(id, 1, FOR);
        vm.warp(snapshot + 1);
        _vote(id, 1, FOR);
        vm.warp(snapshot + PERIOD);
        _vote(id, 2, FOR);
        vm.warp(snapshot + PERIOD + 1);
        _expectState(id, IGovernor.ProposalState.Defeated);
        _vote(id, 3, FOR);
    }

    function test_ignoresWhatChangesAfterTheSnapshot() public {
        _people.set(1, 0);
        _people.set(2, 500);
        for (uint256 i = 101; i <= 105; ++i) _technical.set(i, 0);
        _vote(_id, 1, FOR);
        _vote(_id, 2, FOR);
        _assertVotes(0, 0, 2, 0);
        assert(_governor.chamberTotal(_id, 0) == PEOPLE && _governor.chamberTotal(_id, 1) == OPERATORS + 1);
        assert(_isCounted(_id, 0) && _isCounted(_id, 1));
        assert(_governor.chamberQuorum(_id, 0) == 2 && _governor.chamberQuorum(_id, 1) == 2);
    }

    /// Totals read before the first vote equal those kept by it.
    function test_knowsItsTotalsWithoutAnyVote() public view {
        assert(_governor.chamberTotal(_id, 0) == PEOPLE && _isCounted(_id, 1));
        (uint256 against, uint256 forVotes, uint256 abstain) = _governor.proposalVotes(_id);
        assert(against + forVotes + abstain == 0);
    }

    function test_extendsOnceWhenQuorumComesLate() public {
        uint256 deadline = _governor.proposalDeadline(_id);
        _persons(_id, 1, 2, FOR);
        _vote(_id, 101, FOR);
        vm.warp(deadline - EXTENSION);
        assert(_governor.proposalDeadline(_id) == deadline);
        vm.warp(deadline - EXTENSION + 1);
        vm.expectEmit(address(_governor));
        emit ICommonsGovernor.ProposalExtended(_id, uint64(deadline + 1));
        _vote(_id, 102, FOR);
        assert(_governor.proposalDeadline(_id) == deadline + 1);
        vm.warp(deadline + 1);
        _vote(_id, 103, FOR);
        assert(_governor.proposalDeadline(_id) == deadline + 1);
        assert(_governor.proposalSnapshot(_id) == deadline - PERIOD);
    }

    function test_doesNotExtendWhenQuorumCameEarly() public {
        uint256 deadline = _governor.proposalDeadline(_id);
        _persons(_id, 1, 2, FOR);
        _operators(_id, 1, 2, FOR);
        vm.warp(deadline - EXTENSION);
        _vote(_id, 103, FOR);
        vm.warp(deadline);
        _vote(_id, 104, AGAINST);
        assert(_governor.proposalDeadline(_id) == deadline);
    }

    function test_takesSignedBallotsOnce() public {
        uint256 key = 0xabc;
        _identities.set(60, vm.addr(key), 1);
        _people.set(60, 1);
        vm.warp(block.timestamp + 1);
        uint256 id = _proposeBy(_proposal(Switchboard.ordinary.selector, "b"), 103, 104);
        vm.warp(_governor.proposalSnapshot(id) + 1);
        bytes32 domain = _domain("Tilth Commons", address(_governor));
        bytes32 ballot = keccak256(abi.encode(_governor.BALLOT_TYPEHASH(), id, FOR, vm.addr(key), 0));
        bytes memory signature = _sign(key, domain, ballot);
        bytes memory error = abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, vm.addr(key));
        vm.expectRevert(error);
        _governor.castVoteBySig(id, AGAINST, vm.addr(key), signature);
        vm.expectRevert(error);
        _governor.castVoteBySig(_id, FOR, vm.addr(key), signature);
        _governor.castVoteBySig(id, FOR, vm.addr(key), signature);
        assert(_governor.hasVoted(id, vm.addr(key)));
        vm.expectRevert(error);
        _governor.castVoteBySig(id, FOR, vm.addr(key), signature);
    }

    function test_takesSignedBallotsWithReasonAndParams() public {
        uint256 key = 0xabd;
        _identities.set(61, vm.addr(key), 1);
        _people.set(61, 1);
        vm.warp(block.timestamp + 1);
        uint256 id = _proposeBy(_proposal(Switchboard.ordinary.selector, "b"), 103, 104);
        vm.warp(_governor.proposalSnapshot(id) + 1);
        // A keyed nonce: its key is the proposal.
        uint256 nonce = _governor.nonces(vm.addr(key), uint192(id));
        bytes32 ballot = keccak256(
            abi.encode(
                _governor.EXTENDED_BALLOT_TYPEHASH(),
                id,
                AGAINST,
                vm.addr(key),
                nonce,
                keccak256("why"),
                keccak256(hex"01")
            )
        );
        bytes memory signature = _sign(key, _domain("Tilth Commons", address(_governor)), ballot);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, vm.addr(key)));
        _governor.castVoteWithReasonAndParamsBySig(id, AGAINST, vm.addr(key), "why", hex"02", signature);
        _governor.castVoteWithReasonAndParamsBySig(id, AGAINST, vm.addr(key), "why", hex"01", signature);
        (uint256 against, , ) = _governor.chamberVotes(id, 0);
        assert(against == 1 && _governor.nonces(vm.addr(key), uint192(id)) == nonce + 1);
    }

    function test_describesItself() public view {
        assert(keccak256(bytes(_governor.name())) == keccak256("Tilth Commons"));
        assert(keccak256(bytes(_governor.CLOCK_MODE())) == keccak256("mode=timestamp"));
        assert(
            keccak256(bytes(_governor.COUNTING_MODE())) ==
                keccak256("support=bravo&quorum=for,abstain&params=bicameral")
        );
        assert(_governor.clock() == block.timestamp);
        assert(_governor.quorum(0) == 21_665e13);
        assert(_governor.proposalThreshold() == 0);
        assert(_governor.supportsInterface(type(IGovernor).interfaceId));
    }

    function test_countsAHeadOfEachGroupBesideItsWeight() public {
        _technical.set(101, 1);
        vm.warp(block.timestamp + 1);
        uint256 id = _open(_proposal(Switchboard.ordinary.selector, "b"));
        _vote(id, 101, FOR);
        _vote(id, 102, FOR);
        _vote(id, 103, AGAINST);
        (uint256 against, uint256 forVotes, ) = _governor.chamberVotes(id, 1);
        assert(against == WEIGHT && forVotes == WEIGHT + 1);
        (uint256 no, uint256 yes, uint256 abstain) = _governor.chamberHeads(id);
        assert(no == 1 && yes == 2 && abstain == 0);
        assert(_governor.chamberTotal(id, 1) == OPERATORS + 1);
    }

    /// An operator without stake or slashed away decides nothing, whatever it did before.
    function test_anInactiveOperatorCastsNoWeight() public {
        _technical.setIdle(101, true);
        uint256 snapshot = _governor.proposalSnapshot(_id);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.NoVotes.selector, _account(101), snapshot));
        _vote(_id, 101, FOR);
        _technical.setIdle(BOTH, true);
        _vote(_id, BOTH, FOR);
        (, uint256 yes, ) = _governor.chamberHeads(_id);
        (, uint256 people, ) = _governor.chamberVotes(_id, 0);
        assert(yes == 0 && people == 1);
    }

    function test_knowsNothingOfUnknownProposals() public {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 5));
        _governor.state(5);
        assert(_governor.proposalSnapshot(5) == 0 && _governor.proposalDeadline(5) == 0);
        assert(_governor.proposalProposer(5) == address(0) && _governor.proposalEta(5) == 0);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 5));
        _vote(5, 1, FOR);
    }

    function _assertVotes(uint8 chamber, uint256 against, uint256 forVotes, uint256 abstain) private view {
        (uint256 isAgainst, uint256 isFor, uint256 isAbstain) = _governor.chamberVotes(_id, chamber);
        assert(isAgainst == against && isFor == forVotes && isAbstain == abstain);
    }

    function _expectState(uint256 id, IGovernor.ProposalState state) private {
        bytes32 active = bytes32(1 << uint8(IGovernor.ProposalState.Active));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnexpectedProposalState.selector, id, state, active));
    }
}
