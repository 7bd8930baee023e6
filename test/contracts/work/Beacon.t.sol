// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AttesterQuorum} from "../../../contracts/identity/AttesterQuorum.sol";
import {Beacon} from "../../../contracts/work/Beacon.sol";
import {TestBase} from "../Vm.sol";

/// @notice Three institutions A, B, C with hash chains; rounds of a day.
contract BeaconTest is TestBase {
    address private constant A = address(0xA);
    address private constant B = address(0xB);
    address private constant C = address(0xC);
    uint48 private constant BAN = 90 days;

    Beacon private _beacon;
    mapping(address account => bool) private _replaced;

    function setUp() public {
        vm.warp(1_000 days + 5);
        vm.roll(7_000);
        _beacon = new Beacon(AttesterQuorum(address(this)), 1 days, BAN);
    }

    /// @dev This test is the list of attesters.
    function isAttester(address account) external view returns (bool) {
        return (account == A || account == B || account == C) && !_replaced[account];
    }

    function test_needsARoundAndABan() public {
        vm.expectRevert(Beacon.BeaconSettingsInvalid.selector);
        this.make(0, 1);
        vm.expectRevert(Beacon.BeaconSettingsInvalid.selector);
        this.make(1, 0);
        assert(_beacon.roundLength() == 1 days && _beacon.roundAt(1 days) == 1);
    }

    function test_onlyAttestersJoinAndTheirChainsCountFromTheRoundAfterTheNext() public {
        vm.expectRevert(abi.encodeWithSelector(Beacon.NotAttester.selector, address(this)));
        _beacon.join(bytes32("tip"));
        vm.expectEmit(address(_beacon));
        emit Beacon.Joined(A, _link(A, 3), 1_002);
        _join(A);
        vm.expectRevert(Beacon.TipMissing.selector);
        this.joinAs(B, 0);
        for (uint48 round = 1_000; round < 1_002; ++round) {
            vm.warp(uint256(round) * 1 days + 5);
            vm.expectRevert(abi.encodeWithSelector(Beacon.NotMember.selector, A, round));
            _beacon.reveal(A, _link(A, 2));
        }
        vm.warp(1_002 days);
        _beacon.reveal(A, _link(A, 2));
        assert(_beacon.memberOf(A).tip == _link(A, 2));
    }

    function test_theValueIsKnownWhenTheRoundIsOverAndDecidesWhatWasFixedBeforeIt() public {
        _joinAll();
        _beacon.reveal(A, _link(A, 2));
        assert(_beacon.seedAfter(1_001 days + 5) == 0);
        vm.warp(1_003 days);
        bytes32 seed = _beacon.seedAfter(1_001 days + 5);
        assert(seed == keccak256(abi.encode(uint48(1_002), keccak256(abi.encode(A, _link(A, 2))))));
        assert(_beacon.seedAfter(1_001 days) == seed && _beacon.seedAfter(1_002 days - 1) == seed);
        // Fixed in the round itself: only the next one decides, for this one's reveals had begun.
        assert(_beacon.seedAfter(1_002 days) == 0 && _beacon.seedAfter(uint48(block.timestamp)) == 0);
    }

    function test_theOrderOfRevealsChangesNothing() public {
        _joinAll();
        address[3] memory order = [C, A, B];
        for (uint256 i = 0; i < 3; ++i) _beacon.reveal(order[i], _link(order[i], 2));
        vm.warp(1_003 days);
        bytes32 sum =
            keccak256(abi.encode(A, _link(A, 2))) ^
                keccak256(abi.encode(B, _link(B, 2))) ^
                keccak256(abi.encode(C, _link(C, 2)));
        assert(_beacon.seedAfter(1_001 days) == keccak256(abi.encode(uint48(1_002), sum)));
    }

    function test_aPreimageIsOneAndCountsOnce() public {
        _joinAll();
        vm.expectRevert(abi.encodeWithSelector(Beacon.PreimageInvalid.selector, A, _link(A, 1)));
        _beacon.reveal(A, _link(A, 1));
        vm.expectRevert(abi.encodeWithSelector(Beacon.PreimageInvalid.selector, B, _link(A, 2)));
        _beacon.reveal(B, _link(A, 2));
        _beacon.reveal(A, _link(A, 2));
        vm.expectRevert(abi.encodeWithSelector(Beacon.AlreadyRevealed.selector, A, 1_002));
        _beacon.reveal(A, _link(A, 1));
        // A round missed by all keeps the link for the next.
        vm.warp(1_004 days);
        _beacon.reveal(A, _link(A, 1));
    }

    function test_whoKeepsBackIsOutAndWhoRevealedIsNot() public {
        _joinAll();
        _beacon.reveal(A, _link(A, 2));
        vm.expectRevert(abi.encodeWithSelector(Beacon.RoundRunning.selector, 1_002, 1_002));
        _beacon.strike(B, 1_002);
        vm.warp(1_003 days);
        vm.expectRevert(abi.encodeWithSelector(Beacon.AlreadyRevealed.selector, A, 1_002));
        _beacon.strike(A, 1_002);
        vm.expectRevert(abi.encodeWithSelector(Beacon.RoundSilent.selector, 1_001));
        _beacon.strike(B, 1_001);
        vm.expectEmit(address(_beacon));
        emit Beacon.Struck(B, 1_002, uint48(1_003 days + BAN));
        _beacon.strike(B, 1_002);
        vm.expectRevert(abi.encodeWithSelector(Beacon.NotMember.selector, B, 1_003));
        _beacon.reveal(B, _link(B, 2));
        vm.expectRevert(abi.encodeWithSelector(Beacon.NotMember.selector, B, 1_002));
        _beacon.strike(B, 1_002);
        vm.warp(1_003 days + BAN - 1);
        vm.expectRevert(abi.encodeWithSelector(Beacon.MemberOut.selector, B, uint48(1_003 days + BAN)));
        this.joinAs(B, _link(B, 3));
        vm.warp(1_003 days + BAN);
        _join(B);
        // What it missed before does not strike it again.
        vm.expectRevert(abi.encodeWithSelector(Beacon.NotMember.selector, B, 1_002));
        _beacon.strike(B, 1_002);
    }

    function test_joiningAgainIsNoWayToKeepAPreimageBack() public {
        _joinAll();
        this.joinAs(B, keccak256("new chain"));
        _beacon.reveal(A, _link(A, 2));
        vm.warp(1_003 days);
        _beacon.strike(B, 1_002);
        assert(_beacon.memberOf(B).outUntil == 1_003 days + BAN);
    }

    function test_aDueChainCannotBePutOffForTheOldOne() public {
        _joinAll();
        this.joinAs(B, keccak256(abi.encode(bytes32("second"))));
        vm.warp(1_004 days);
        this.joinAs(B, keccak256(abi.encode(bytes32("third"))));
        vm.expectRevert(abi.encodeWithSelector(Beacon.PreimageInvalid.selector, B, _link(B, 2)));
        _beacon.reveal(B, _link(B, 2));
        _beacon.reveal(B, "second");
        vm.warp(1_006 days);
        _beacon.reveal(B, "third");
    }

    function test_theNextChainFollowsWithoutAGap() public {
        _joinAll();
        this.joinAs(A, keccak256(abi.encode(bytes32("first of the next"))));
        _beacon.reveal(A, _link(A, 2));
        vm.warp(1_003 days);
        _beacon.reveal(A, _link(A, 1));
        vm.warp(1_004 days);
        _beacon.reveal(A, "first of the next");
    }

    function test_aSilentRoundTakesABlockHashOnceAndStrikesNobody() public {
        _joinAll();
        vm.expectRevert(abi.encodeWithSelector(Beacon.RoundRunning.selector, 1_002, 1_002));
        _beacon.close(1_002);
        vm.warp(1_003 days);
        vm.setBlockhash(6_999, "before");
        _beacon.close(1_002);
        assert(_beacon.seedAfter(1_001 days) == keccak256(abi.encode(uint48(1_002), bytes32("before"))));
        vm.roll(7_001);
        vm.expectRevert(abi.encodeWithSelector(Beacon.RoundKnown.selector, 1_002));
        _beacon.close(1_002);
        vm.expectRevert(abi.encodeWithSelector(Beacon.RoundSilent.selector, 1_002));
        _beacon.strike(A, 1_002);
        _beacon.reveal(C, _link(C, 2));
        vm.warp(1_004 days);
        vm.expectRevert(abi.encodeWithSelector(Beacon.RoundKnown.selector, 1_003));
        _beacon.close(1_003);
    }

    function test_anInstitutionThatWasReplacedNeitherCountsNorOwes() public {
        _joinAll();
        _beacon.reveal(A, _link(A, 2));
        _replaced[B] = true;
        vm.expectRevert(abi.encodeWithSelector(Beacon.NotMember.selector, B, 1_002));
        _beacon.reveal(B, _link(B, 2));
        vm.warp(1_003 days);
        vm.expectRevert(abi.encodeWithSelector(Beacon.NotMember.selector, B, 1_002));
        _beacon.strike(B, 1_002);
    }

    /// @dev j that keep back choose among 2^j values, and nobody else's choice counts: one honest reveal changes all.
    function testFuzz_oneHonestRevealChangesEveryValue(bytes32 honest, bytes32 other, uint8 kept) public {
        vm.assume(honest != other);
        bytes32[2] memory seeds;
        for (uint256 i = 0; i < 2; ++i) {
            vm.warp(1_000 days);
            _beacon = new Beacon(AttesterQuorum(address(this)), 1 days, BAN);
            bytes32 preimage = i == 0 ? honest : other;
            this.joinAs(A, keccak256(abi.encode(preimage)));
            _join(B);
            _join(C);
            vm.warp(1_002 days);
            if (kept & 1 == 0) _beacon.reveal(B, _link(B, 2));
            if (kept & 2 == 0) _beacon.reveal(C, _link(C, 2));
            _beacon.reveal(A, preimage);
            vm.warp(1_003 days);
            seeds[i] = _beacon.seedAfter(1_001 days);
        }
        assert(seeds[0] != seeds[1] && seeds[0] != 0);
    }

    function make(uint48 round, uint48 ban) external {
        new Beacon(AttesterQuorum(address(this)), round, ban);
    }

    function joinAs(address account, bytes32 tip) external {
        vm.prank(account);
        _beacon.join(tip);
    }

    function _joinAll() private {
        _join(A);
        _join(B);
        _join(C);
        vm.warp(1_002 days);
    }

    function _join(address account) private {
        vm.prank(account);
        _beacon.join(_link(account, 3));
    }

    function _link(address account, uint256 height) private pure returns (bytes32 link) {
        link = keccak256(abi.encode("secret of", account));
        for (uint256 i = 0; i < height; ++i) link = keccak256(abi.encode(link));
    }
}
